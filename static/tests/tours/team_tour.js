import { registry } from "@web/core/registry";
import { button, click, edit, field, more, openPage, save, see } from "./tour_utils";

/** Beata plans the first meeting of an urban team, goes by the scenario, and everyone is there in one click. */
registry.category("web_tour.tours").add("kooperacje_meeting_scenario", {
    steps: () => [
        openPage("participants"),
        click(button("action_all_present"), "everyone came"),
        see(`${field("participant_ids")} .o_data_row:not(:has(.text-bg-info)) .text-bg-success`),
        openPage("agenda"),
        see(`${field("agenda_ids")} .o_data_row:contains("perspektywy osoby")`, "the scenario of tool 18 in Polish"),
        click(`${field("agenda_ids")} .o_data_row:eq(0) [name="notes"]`, "the first point"),
        edit(`${field("agenda_ids")} .o_selected_row [name="notes"] textarea`, "Wszyscy się przedstawili."),
        openPage("perspectives"),
        edit(`${field("family_perspective")} textarea`, "Chcę mieć swoje drzwi i klucz."),
        edit(`${field("worker_perspective")} textarea`, "Pan Ryszard zgłasza się na umówione spotkania."),
        edit(`${field("members_perspective")} textarea`, "Jest wolne miejsce w mieszkaniu wspomaganym."),
        openPage("outcome"),
        click(`${field("outcome")} input[type="radio"]:eq(0)`, "go on by the plan"),
        ...save(),
        see(".o_form_view:not(:has([name='document_bar']:visible))", "no steps of a paper before the meeting was held"),
        click(button("action_hold"), "held"),
        see("[name='document_bar'] button[name='action_issue']", "now the protocol has its own bar"),
        click(button("action_log_activity", ".o_form_view"), "enter on the activity card"),
        see(".modal .o_form_view"),
        click(".modal .btn-primary[special='save'], .modal .o_form_button_save, .modal-footer .btn-primary", "second click"),
        see(".o_form_view:not(.modal .o_form_view)"),
    ],
});

/** The family of a case changes its mind: Beata withdraws the consent while the work goes on. */
registry.category("web_tour.tours").add("kooperacje_withdraw_consent", {
    steps: () => [
        ...more("action_withdraw_consent", "withdraw"),
        edit(`.modal ${field("reason")} input`, "Chcę na razie rozmawiać tylko z pracownikiem socjalnym."),
        click(".modal button[name='action_confirm']", "confirm"),
        see(`body:not(:has(.modal)) ${button("action_return")}`, "the work waits until the family wants it again"),
    ],
});

/** Beata, at the very meeting: the family says that it goes no further. She withdraws its consent, then records what was. */
registry.category("web_tour.tours").add("kooperacje_withdraws_at_the_meeting", {
    steps: () => [
        ...more("action_withdraw_consent", "the family takes its consent back"),
        edit(`.modal ${field("reason")} input`, "Na spotkaniu: nie chcę dalej zespołu."),
        click(".modal button[name='action_confirm']", "confirm"),
        see(`body:not(:has(.modal)) ${button("action_return")}`, "the work waits"),
        click(button("action_open_meetings", ".o_form_view"), "meetings of the case"),
        click('.o_data_row:has(.text-bg-info) .o_data_cell:not(.o_list_record_selector):first', "the one of today"),
        openPage("participants"),
        click(button("action_all_present"), "everyone had come"),
        see(`${field("participant_ids")} .o_data_row:not(:has(.text-bg-info)) .text-bg-success`),
        openPage("perspectives"),
        edit(`${field("family_perspective")} textarea`, "Chcę rozmawiać tylko z panią Beatą."),
        edit(`${field("worker_perspective")} textarea`, "Pan Ryszard ma do tego prawo."),
        edit(`${field("members_perspective")} textarea`, "Oddajemy notatki."),
        openPage("outcome"),
        click(`${field("outcome")} input[type="radio"]:eq(3)`, "the work is suspended"),
        ...save(),
        click(button("action_hold"), "it was held"),
        see('.o_form_view .o_arrow_button_current[data-value="held"]', "recorded as held"),
        see("[name='document_bar'] button[name='action_issue']", "and its protocol may be issued"),
    ],
});

/** The member's own page says kindly that the case is closed now. */
registry.category("web_tour.tours").add("kooperacje_door_closed", {
    steps: () => [
        see(".o_form_view .alert[role='status']:visible", "why, and whom to ask"),
        see(".o_form_view:not(:has(button[name='action_open_case']:visible))", "no way in"),
    ],
});

/** Two clicks from the case to the activity card. */
registry.category("web_tour.tours").add("kooperacje_log_activity", {
    steps: () => [
        click(button("action_log_activity"), "first click"),
        see(".modal .o_form_view"),
        click(".modal-footer .btn-primary, .modal .btn-primary[special='save']", "second click"),
        see(".o_form_view:not(:has(.modal))"),
    ],
});
