import { registry } from "@web/core/registry";
import { button, click, edit, field, openPage, see, select } from "./tour_utils";

/** The administrator of access gives a new person of an institution a role, on the institution's Access tab. */
registry.category("web_tour.tours").add("kooperacje_access", {
    steps: () => [
        edit(".o_searchview_input", "Szkoła Podstawowa w Małkini", "look for the school"),
        click(".o_searchview_autocomplete .o-dropdown-item:first, .o_searchview_autocomplete .dropdown-item:first"),
        click('.o_data_row:contains("Szkoła Podstawowa w Małkini Górnej") .o_data_cell[name="name"]', "open the school"),
        openPage("access"),
        see(`${field("role_assignment_ids")} .o_data_row:contains("Ewa Lekcyjna")`, "who has a role already"),
        click('.o_notebook button.btn-primary:visible', "give access"),
        edit(`${field("name", ".modal")} input`, "Nina Nowa-Wymyślona", "a new person"),
        edit(`${field("email", ".modal")} input`, "nina.nowa@example.com"),
        edit(`${field("function", ".modal")} input`, "psycholog szkolny"),
        see('.modal .alert-info:visible', "an account will be made"),
        ...select("role", 4, ".modal"), // specialist
        see(".modal .alert-warning:visible", "without the papers the role opens no case"),
        edit(`${field("authorisation_number", ".modal")} input`, "UP/77/2025"),
        edit(`${field("authorisation_date", ".modal")} input`, "04.05.2025"),
        edit(`${field("secrecy_date", ".modal")} input`, "04.05.2025"),
        click(button("action_grant", ".modal"), "give access"),
        see(`body:not(:has(.modal)) ${field("role_assignment_ids")} .o_data_row:contains("Nina Nowa-Wymyślona")`, "the role stands on the tab"),
    ],
});
