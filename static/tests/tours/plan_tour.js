import { registry } from "@web/core/registry";
import { button, click, edit, field, openPage, save, see } from "./tour_utils";

const { DateTime } = luxon;

/** The social worker of a group begins its diagnosis by areas and fills in one of them. */
registry.category("web_tour.tours").add("kooperacje_group_diagnosis", {
    steps: () => [
        openPage("diagnosis"),
        click(button("action_open_diagnosis", ".o_form_view"), "diagnosis by areas"),
        edit(`${field("family_words")} textarea`, "Nikt nas nie pyta, co chcemy robić po szkole."),
        click(`${field("line_ids")} .o_data_row:eq(0) .o_data_cell[name="area_id"]`, "the first area"),
        edit(`.modal ${field("scale_now")} input`, "3"),
        edit(`.modal ${field("scale_expected")} input`, "8"),
        edit(`.modal ${field("family_view")} textarea`, "Chcemy mieć swoje miejsce."),
        edit(`.modal ${field("worker_view")} textarea`, "Grupa spotyka się na przystanku."),
        edit(`.modal ${field("needs")} textarea`, "miejsce spotkań po południu"),
        click(".modal .o_form_button_save", "keep the area"),
        see(`body:not(:has(.modal)) ${field("line_ids")} .o_data_row:contains("Chcemy mieć swoje miejsce.")`),
        ...save(),
    ],
});

/** The plan of the group gets a goal with a scale and an action of the group itself. */
registry.category("web_tour.tours").add("kooperacje_group_plan", {
    steps: () => [
        see(".o_form_view .o_field_widget[name='label']:contains('IPP')", "the plan bears the partnership's name"),
        click(`${field("goal_ids")} .o_field_x2many_list_row_add a`, "a goal"),
        edit(`.modal ${field("name")} input`, "Mamy swoje miejsce", "in the group's words"),
        edit(`.modal ${field("level_m2")} input`, "brak miejsca"),
        edit(`.modal ${field("level_m1")} input`, "raz w miesiącu"),
        edit(`.modal ${field("level_0")} input`, "raz w tygodniu"),
        edit(`.modal ${field("level_p1")} input`, "dwa razy w tygodniu"),
        edit(`.modal ${field("level_p2")} input`, "prowadzimy je sami"),
        click(`.modal ${field("service_line_ids")} .o_field_x2many_list_row_add a`, "a service of the local basket"),
        edit(`.modal ${field("service_id")} input`, "Świetlica szkolna"),
        click('.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains("Świetlica szkolna")'),
        click(".modal .o_form_button_save", "keep the goal"),
        see(`body:not(:has(.modal)) ${field("goal_ids")} .o_data_row:contains("Mamy swoje miejsce")`),
        ...save(),
        openPage("actions"),
        click(`${field("action_ids")} .o_field_x2many_list_row_add a`, "an action"),
        edit(`${field("name", ".o_selected_row")} input`, "Pomalować salę"),
        edit(`${field("member_id", ".o_selected_row")} input`, "Anna Pomocna"),
        click('.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains("Anna Pomocna")'),
        {
            content: "in two weeks",
            trigger: `${field("deadline", ".o_selected_row")} input`,
            run: (helpers) => helpers.edit(DateTime.now().plus({ days: 14 }).toFormat("dd.MM.yyyy")),
        },
        ...save(),
        see(`${field("action_ids")} .o_data_row:contains("Pomalować salę")`),
    ],
});

/** With the plan in force the social worker asks the school for its service. */
registry.category("web_tour.tours").add("kooperacje_group_referral", {
    steps: () => [
        openPage("basket"),
        click(`${field("service_line_ids")} .o_data_row:eq(0) button[name="action_open_request"]`, "ask for it"),
        see(`.modal ${field("answer_due")}`),
        click('.modal footer button[name="action_confirm"]', "send the request"),
        see(`body:not(:has(.modal)) ${field("service_line_ids")} .o_data_row:eq(0) button[name="action_accept"]`),
    ],
});

/** The coordinator of the school declines with a reason; the second request is accepted. */
registry.category("web_tour.tours").add("kooperacje_referral_decline", {
    steps: () => [
        click('.o_data_row:contains("Świetlica szkolna") .o_data_cell[name="service_id"]', "the request"),
        see('.o_form_view:not(:contains("S/2"))', "it does not say for whom"),
        click(".o_statusbar_buttons button:eq(1)", "decline"),
        click(`.modal ${field("premise_id")} input`, "why"),
        // The first entry while they are looked up says so, and chooses nothing.
        click('.o-autocomplete--dropdown-item:not(:has([id$="_loading"])):eq(0)'),
        edit(`.modal ${field("reason")} input`, "Brak miejsc do końca semestru"),
        click('.modal footer button[name="action_confirm"]:visible', "decline"),
        see('body:not(:has(.modal)) .o_form_view .o_field_widget[name="reason"]:contains("Brak miejsc")'),
    ],
});
registry.category("web_tour.tours").add("kooperacje_referral_accept", {
    steps: () => [
        click('.o_data_row:contains("Świetlica szkolna") .o_data_cell[name="service_id"]', "the request"),
        click(".o_statusbar_buttons button:eq(0)", "accept"),
        edit(`.modal ${field("terms")} input`, "sala 12, godz. 14"),
        click('.modal footer button[name="action_confirm"]:visible', "accept"),
        see('body:not(:has(.modal)) .o_form_view .o_field_widget[name="terms"]:contains("sala 12")'),
    ],
});
