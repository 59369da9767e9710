import { registry } from "@web/core/registry";
import { attach, button, chooseTag, click, confirmDialog, edit, field, openPage, save, see, select } from "./tour_utils";

/** Part III of the card: each version is confirmed anew. */
function declare(by) {
    return [
        openPage("statements"),
        click(`${field("terms_accepted")} input:not(:checked)`, "on the terms so far"),
        edit(`${field("declared_by")} input`, by, "who confirms the card"),
        ...save(),
    ];
}

/** The coordinator of the school brings its card up to date in the form and hands it in. */
registry.category("web_tour.tours").add("kooperacje_card_form", {
    steps: () => [
        click(button("action_update", ".o_form_view"), "a new version of the verified card"),
        see('.o_form_view .o_arrow_button_current[data-value="draft"]'),
        click(`${field("service_ids")} .o_field_x2many_list_row_add a`, "add a service"),
        edit(`${field("name", ".modal")} input`, "Klub małego matematyka", "its name"),
        edit(`${field("description", ".modal")} textarea`, "Zabawy z liczbami po lekcjach, raz w tygodniu."),
        ...chooseTag("need_ids", "opiekuńczo-wychowawczych", ".modal"),
        // Free of charge.
        ...select("fee", 0, ".modal"),
        click(".modal .o_form_button_save", "keep the service"),
        see(`body:not(:has(.modal)) ${field("service_ids")} .o_data_row:contains("Klub małego matematyka")`),
        ...declare("Danuta Tablicowa, dyrektor szkoły"),
        click(button("action_submit", ".o_form_view"), "hand it in"),
        confirmDialog(),
        see('.o_form_view .o_arrow_button_current[data-value="submitted"]', "the office has it"),
    ],
});

/** The coordinator of the counselling centre downloads the card of one commune, and uploads it filled. */
registry.category("web_tour.tours").add("kooperacje_card_upload", {
    steps: () => [
        click('.o_data_row:first .o_data_cell[name="institution_id"]', "the card"),
        click(button("action_update", ".o_form_view"), "a new version"),
        see('.o_form_view .o_arrow_button_current[data-value="draft"]'),
        click(button("action_upload", ".o_form_view"), "upload a workbook"),
        attach("file", async () => {
            const id = window.location.pathname.match(/(\d+)$/)[1];
            const answer = await fetch(`/kooperacje/card/${id}/workbook`);
            return new File([await answer.blob()], "karta.xlsx");
        }, ".modal"),
        click(button("action_check", ".modal"), "what is in the file"),
        see(".modal .alert-success:visible", "nothing is wrong with it"),
        click(button("action_import", ".modal"), "import"),
        see('body:not(:has(.modal)) .o-mail-Message-body:contains(": 8")', "eight services came in"),
        ...declare("Barbara Poradnicka, wicedyrektor"),
        click(button("action_submit", ".o_form_view"), "hand it in"),
        confirmDialog(),
        see('.o_form_view .o_arrow_button_current[data-value="submitted"]'),
    ],
});

/** The network worker finds the card on the board, verifies it and downloads the local basket. */
registry.category("web_tour.tours").add("kooperacje_card_verify", {
    steps: () => [
        click('.o_kanban_record:contains("Szkoła Podstawowa w Małkini")', "the school's card"),
        see(`${field("service_ids")} .o_data_row:contains("Klub małego matematyka")`, "the new service"),
        click(button("action_verify", ".o_form_view"), "verify"),
        see('.o_form_view .o_arrow_button_current[data-value="verified"]', "it is in the basket"),
        click('[data-menu-xmlid="kooperacje.menu_basket"]'),
        click('[data-menu-xmlid="kooperacje.menu_download_basket"]', "download the basket"),
        see('.o_form_view .o_arrow_button_current[data-value="verified"]'),
    ],
});
