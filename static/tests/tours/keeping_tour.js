import { registry } from "@web/core/registry";
import { button, click, confirmDialog, edit, field, save, see } from "./tour_utils";

/** The coordinator of the counselling centre confirms all services of the centre with one click. */
registry.category("web_tour.tours").add("kooperacje_services_confirm", {
    steps: () => [
        see('.o_data_row button[name="action_confirm"]', "something is to be confirmed"),
        click('.o_control_panel button[name="action_confirm_mine"]', "all are still offered"),
        confirmDialog(),
        see(".o_notification", "so many were confirmed"),
        see('.o_list_view:not(:has(.o_data_row button[name="action_confirm"]))', "nothing is left to confirm"),
    ],
});

/** The coordinator of the school files a request to add a service. */
registry.category("web_tour.tours").add("kooperacje_request_file", {
    steps: () => [
        click(".o_list_button_add", "a new request"),
        edit(`${field("name")} input`, "Zajęcia z szachów", "the service"),
        edit(`${field("description")} textarea`, "Uczniowie pytają o koło szachowe po lekcjach.", "what and why"),
        ...save(),
        see('.o_form_view .o_arrow_button_current[data-value="new"]', "the office has it"),
        see(`${field("number")}:contains("WAK/")`, "with its number"),
    ],
});

/** The network worker rejects it and says why. */
registry.category("web_tour.tours").add("kooperacje_request_reject", {
    steps: () => [
        click('.o_form_statusbar button[name="action_ask_decision"]:last', "reject"),
        edit(`${field("reason", ".modal")} input`, "Koło szachowe jest w domu kultury.", "why"),
        click('.modal button[name="action_confirm"]:visible', "reject"),
        see('body:not(:has(.modal)) .o_form_view .o_arrow_button_current[data-value="rejected"]'),
    ],
});

/** The network worker compares two services that look the same and merges them. */
registry.category("web_tour.tours").add("kooperacje_services_merge", {
    steps: () => [
        click('.o_data_row:contains("Terapia logopedyczna") button[name="action_compare"]', "compare"),
        see(`${field("line_ids", ".modal")} .o_data_row`, "what differs"),
        edit(`${field("reason", ".modal")} input`, "Wpisana dwa razy.", "why they are the same"),
        click(button("action_merge", ".modal"), "merge"),
        see("body:not(:has(.modal)) .o_list_view .o_data_row .text-bg-success", "merged"),
    ],
});

/** The network worker reviews the basket: what has no decision is still offered, and the review is closed. */
registry.category("web_tour.tours").add("kooperacje_basket_review", {
    steps: () => [
        click(".o_list_button_add", "a new review"),
        see(`${field("partnership_id")} input`),
        ...save(),
        see(`${field("line_ids")} .o_data_row`, "all services are listed"),
        click(button("action_keep_others", ".o_form_view"), "all still offered"),
        click(button("action_close", ".o_form_view"), "close"),
        confirmDialog(),
        see('.o_form_view .o_arrow_button_current[data-value="closed"]', "closed"),
    ],
});
