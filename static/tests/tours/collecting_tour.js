import { registry } from "@web/core/registry";
import { button, click, confirmDialog, edit, field, openPage, save, see } from "./tour_utils";

const school = "Szkoła Podstawowa w Małkini";

/** The network worker asks all institutions of the partnership to bring their cards up to date (K3D-211). */
registry.category("web_tour.tours").add("kooperacje_collecting_ask", {
    steps: () => [
        click(".o_list_button_add", "a new collecting"),
        edit(`${field("deadline")} input`, `31.12.${luxon.DateTime.now().year + 1}`, "by when the cards are due"),
        click(`${field("scope")} input[data-value="all"]`, "all, to bring their cards up to date"),
        edit(`${field("message")} textarea`, "Proszę sprawdzić godziny i wolne miejsca."),
        click(button("action_ask", ".o_form_view"), "ask for the cards"),
        confirmDialog(),
        see('.o_form_view .o_arrow_button_current[data-value="running"]', "they have been asked"),
        see(`${field("missing_card_ids")} .o_data_row:contains("${school}")`, "the school is on the list"),
        click(button("action_remind", ".o_form_view"), "remind the missing"),
        confirmDialog(),
        see(`${field("missing_card_ids")} .o_data_row:contains("${school}") td[name="reminded_on"]:not(:empty)`, "reminded"),
    ],
});

/** Its coordinator fills in what the variant asks of the school and hands the card in. */
registry.category("web_tour.tours").add("kooperacje_collecting_fill", {
    steps: () => [
        see('.o_form_view .o_arrow_button_current[data-value="draft"]', "the new version waits"),
        openPage("institution"),
        edit('.o_field_properties .o_property_field:contains("RSPO") input', "54321", "the school's number"),
        openPage("statements"),
        click(`${field("terms_accepted")} input:not(:checked)`, "on the terms so far"),
        edit(`${field("declared_by")} input`, "Danuta Tablicowa, dyrektor", "who confirms the card"),
        ...save(),
        click(button("action_submit", ".o_form_view"), "hand it in"),
        confirmDialog(),
        see('.o_form_view .o_arrow_button_current[data-value="submitted"]', "the office has it"),
    ],
});

/** The network worker sends it back with a remark. */
registry.category("web_tour.tours").add("kooperacje_collecting_return", {
    steps: () => [
        openPage("cards"),
        click(`${field("card_ids")} .o_data_row:contains("${school}") td[name="institution_id"]`, "the school's card"),
        click(`.modal button[name="action_return"], .o_form_view button[name="action_return"]`, "send it back"),
        edit(`.modal ${field("remarks")} textarea`, "Proszę podać godziny logopedy."),
        click(`.modal footer button[name="action_return"]`, "return"),
        see(".o_form_view .alert-warning:visible", "the remark stands on the card"),
    ],
});

/** The coordinator corrects it and hands it in again. */
registry.category("web_tour.tours").add("kooperacje_collecting_correct", {
    steps: () => [
        see('.o_form_view .alert-warning:contains("godziny logopedy")', "what to correct"),
        click(button("action_submit", ".o_form_view"), "hand it in again"),
        confirmDialog(),
        see('.o_form_view .o_arrow_button_current[data-value="submitted"]'),
    ],
});

/** The network worker verifies it; the collecting counts it as done. */
registry.category("web_tour.tours").add("kooperacje_collecting_verify", {
    steps: () => [
        click(button("action_verify", ".o_form_view"), "verify"),
        see('.o_form_view .o_arrow_button_current[data-value="verified"]', "it is in the basket"),
        openPage("institution"),
        see('.o_field_properties .o_property_field:contains("RSPO"):contains("54321"), .o_field_properties input', "the number stands"),
        click(`${field("collection_id")} a, ${field("collection_id")} .o_form_uri`, "the collecting"),
        see(`${field("verified_count")}:contains("1")`, "counted"),
    ],
});
