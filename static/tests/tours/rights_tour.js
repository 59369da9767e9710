import { registry } from "@web/core/registry";
import { button, click, confirmDialog, edit, field, openPage, paperHasCome, save, see, select } from "./tour_utils";

/** The head, at the officer's desk: a person asks for a copy, for a restriction, and at last for the erasure. */
registry.category("web_tour.tours").add("kooperacje_rights", {
    steps: () => [
        click(".o_list_button_add", "a request"),
        edit(`${field("first_name")} input`, "Stefania"),
        edit(`${field("last_name")} input`, "Archiwalna"),
        ...select("identity_way", 0),
        edit(`${field("identity_on")} input`, "01.02.2025"),
        ...save(),
        click(button("action_find_person", ".o_form_view"), "she stands in the records"),
        click(button("action_print_copy", ".o_form_view"), "the copy"),
        paperHasCome(),
        ...select("kind", 3),
        ...save(),
        click(button("action_restrict", ".o_form_view"), "restrict"),
        confirmDialog(),
        see('.o_form_view .o_arrow_button_current[data-value="active"]', "in force"),
        edit(`${field("told_on")} input`, "01.02.2025"),
        edit(`${field("lift_reason")} textarea`, "Dane są prawidłowe."),
        click(button("action_lift", ".o_form_view"), "lift"),
        see('.o_form_view .o_arrow_button_current[data-value="lifted"]'),
        click(".o_breadcrumb .o_back_button a, .o_breadcrumb a:last", "back to the request"),
        openPage("restriction"),
        ...select("kind", 2),
        ...save(),
        click(button("action_propose_erasure", ".o_form_view"), "draw up the erasure"),
        confirmDialog(),
        click(button("action_open_approval", ".o_form_view"), "approve"),
        click(`${field("is_checked", ".modal")} input`, "she has looked at the list"),
        click(button("action_confirm", ".modal"), "approve and erase"),
        see('.o_form_view .o_arrow_button_current[data-value="done"]', "erased"),
    ],
});

/** The officer checks that the log of reads is whole all the same. */
registry.category("web_tour.tours").add("kooperacje_seals", {
    steps: () => [
        click(button("action_check", ".o_control_panel"), "check the seals"),
        see(".o_form_view .alert-success:visible", "the log is whole"),
    ],
});
