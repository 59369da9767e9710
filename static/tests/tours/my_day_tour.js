import { registry } from "@web/core/registry";
import { button, click, see } from "./tour_utils";

const DAY = ".o_kooperacje_my_day";

/** The specialist opens the program in the morning: the invitation stands on top, and is gone once it is answered. */
registry.category("web_tour.tours").add("kooperacje_my_day", {
    steps: () => [
        see(".o_kooperacje_institution:contains('Powiatowe Centrum')", "the bar names the institution"),
        see(`${DAY} section:first[data-section="invitation"] .o_tone_late`, "what is late stands first"),
        click(`${DAY} section[data-section="meeting"] .o_all`, "all meetings that come"),
        see(".o_list_view .o_data_row", "in a list"),
        click('[data-menu-xmlid="kooperacje.menu_my_day"]', "back to the day"),
        click(`${DAY} section[data-section="invitation"] .o_press`, "answer"),
        click(button("action_accept", ".o_form_view"), "accept"),
        see('.o_form_view .o_arrow_button_current[data-value="accepted"]', "in the team"),
        click('[data-menu-xmlid="kooperacje.menu_my_day"]', "back to the day"),
        see(`${DAY}:not(:has(section[data-section="invitation"]))`, "it waits no longer"),
    ],
});
