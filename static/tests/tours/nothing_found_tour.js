import { registry } from "@web/core/registry";
import { click, edit, see } from "./tour_utils";

const lookFor = (word) => [
    edit(".o_searchview_input", word, "look for somebody"),
    click(".o_searchview_autocomplete .o-dropdown-item:first, .o_searchview_autocomplete .dropdown-item:first", "by the first field"),
];

registry.category("web_tour.tours").add("kooperacje_nothing_found", {
    steps: () => [
        ...lookFor("Nieistniejąca"),
        see('.o_view_nocontent:contains("Nie znaleziono: „Nieistniejąca”")', "it is said"),
        see('.o_view_nocontent:not(:contains("pierwszą sprawę"))', "and nobody is asked to open the first case"),
    ],
});

registry.category("web_tour.tours").add("kooperacje_nothing_found_of_others", {
    steps: () => [
        ...lookFor("Nieistniejąca"),
        see('.o_view_nocontent:not(:contains("Nie znaleziono: „"))', "other applications speak as before"),
    ],
});
