import { registry } from "@web/core/registry";
import { click, edit, field, see } from "./tour_utils";

const SERVICE = "Terapia psychologiczna dziecka";
const ROW = `.modal ${field("service_ids")} .o_data_row:contains("${SERVICE}")`;

/** Beside a case: a service found by mistyped words without Polish letters, and one click into the plan. */
registry.category("web_tour.tours").add("kooperacje_find_services", {
    steps: () => [
        click('button[name="action_find_services"]', "find services"),
        see(`.modal ${field("service_ids")} .o_data_row`, "what answers the needs is there by itself"),
        edit(`${field("words", ".modal")} input`, "terapja psycholgiczna dziecieca", "as people type"),
        click(`${field("only_free", ".modal")}`, "anywhere else"),
        see(`.modal ${field("service_ids")}:not(:has(.o_data_row:eq(6)))`, "the list follows the words"),
        click(`${ROW} button[name="action_add_to_plan"]:not(:disabled)`, "add to the plan"),
        see(`${ROW} button[name="action_add_to_plan"] .fa-check`, "it is in the plan, and the finder stays"),
        click(".modal-footer button.btn-primary", "close"),
        see("body:not(:has(.modal))"),
    ],
});

/** In the local basket: words in the search, then a value of the panel. */
registry.category("web_tour.tours").add("kooperacje_search_basket", {
    steps: () => [
        see(".o_kanban_record"),
        edit(".o_searchview_input", "psycohlog", "mistyped"),
        { content: "search", trigger: ".o_searchview_input", run: "press Enter" },
        see('.o_facet_value:contains("psycohlog")'),
        see('.o_kanban_record:first:contains("Pedagog i psycholog szkolny")', "the very word in the name comes first"),
        click('.o_search_panel .o_search_panel_category_value:contains("Edukacja i wychowanie") header', "its sector"),
        see('.o_kanban_record:contains("Pedagog i psycholog szkolny")'),
        see('.o_kanban_renderer:not(:has(.o_kanban_record:contains("Poradnictwo psychologiczne w OPS")))'),
    ],
});

/** The network worker works on a gap: a request to update the basket comes of it. */
registry.category("web_tour.tours").add("kooperacje_work_on_gap", {
    steps: () => [
        click('.o_data_row:contains("Polityka prorodzinna") td[name="need_id"]', "what a family lacked"),
        see(`.o_form_view ${field("size")}:contains("1–2")`, "no number of families"),
        click('button[name="action_request"]', "ask for a service"),
        see(".o_form_view " + field("number"), "the request is filed"),
        click(".o_back_button, .breadcrumb-item:last a", "back"),
        see('.o_form_view .o_arrow_button_current[data-value="work"]', "the gap is in work"),
    ],
});
