import { registry } from "@web/core/registry";
import { button, choose, click, edit, field, see } from "./tour_utils";

/** Anna has left five families behind: Maria, the head, sees them first and gives them to Jerzy in one step. */
registry.category("web_tour.tours").add("kooperacje_worker_leaves", {
    steps: () => [
        see(`.o_kanban_record:contains("Nikt nie prowadzi tej sprawy")`, "the board says it"),
        click(".o_switch_view.o_list", "the list"),
        see(".o_list_view .o_data_row:eq(4) [name='is_without_worker'] input:checked", "five that nobody runs"),
        click(".o_list_view thead .o_list_record_selector input", "all of them"),
        click(button("action_give_to"), "give to another worker"),
        see(`.modal .o_form_view:contains("Liczba spraw: 5")`),
        ...choose("to_user_id", "Jerzy Następny", ".modal"),
        edit(`.modal ${field("reason")} input`, "Anna odeszła z pracy"),
        click(`.modal ${button("action_confirm")}`, "give the cases"),
        see("body:not(:has(.modal)) .o_list_view .o_data_row:eq(4):contains('Jerzy Następny')", "all five are his"),
        see(".o_list_view:not(:has([name='is_without_worker'] input:checked))", "nobody's case is left"),
    ],
});

/** Jerzy opens what he was given: the team, the plan and its tasks are his to go on with. */
registry.category("web_tour.tours").add("kooperacje_worker_takes_over", {
    steps: () => [
        see(".o_kanban_record:contains('S/')", "his cases"),
        click(".o_switch_view.o_list", "the list"),
        see(".o_list_view .o_data_row:eq(4)", "five"),
    ],
});
