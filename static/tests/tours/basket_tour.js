import { registry } from "@web/core/registry";
import { attach, button, click, edit, field, see } from "./tour_utils";

/** A file that the test has put where only its user finds it. */
function upload(name) {
    return [
        attach("file", async () => {
            const answer = await fetch(`/web/content/kooperacje.${name}`);
            return new File([await answer.blob()], `${name}.xlsx`);
        }, ".modal"),
        see(`.modal ${field("file")} input:value("${name}.xlsx")`, "the file has been read"),
    ];
}

/**
 * The network worker downloads the basket, changes a cell and uploads it with a mistake, gets the same workbook with the
 * mistake marked, corrects it and brings it in. What a spreadsheet program does is done by the server's test: it has put
 * the two files where the names below find them.
 */
registry.category("web_tour.tours").add("kooperacje_basket_import", {
    steps: () => [
        click('[data-menu-xmlid="kooperacje.menu_registries"]', "what is rarely used lies in one place"),
        edit(".o_kooperacje_registries input", "wczytaj KOSZYK uslug", "found without Polish letters, by any words"),
        see('.o_kooperacje_registries nav:not(:has(a[data-menu-xmlid="kooperacje.menu_service"]))', "the rest is gone"),
        click('.o_kooperacje_registries a[data-menu-xmlid="kooperacje.menu_basket_import"]', "import the basket"),
        ...upload("basket_wrong"),
        click(button("action_check", ".modal"), "what is in the file"),
        see('.modal .alert-danger:visible:contains("Wiek do")', "the place of the mistake"),
        click(button("action_download_marked", ".modal"), "the same workbook, marked"),
        ...upload("basket_right"),
        click(button("action_check", ".modal"), "once more"),
        see(".modal .alert-success:visible", "nothing is wrong with it"),
        click(button("action_import", ".modal"), "import"),
        click(button("action_open_services", ".modal"), "the basket"),
        see(".o_data_row, .o_kanban_record", "is up to date"),
    ],
});
