import { registry } from "@web/core/registry";
import { attach, button, choose, click, edit, field, openPage, paperHasCome, save, scan, see, select } from "./tour_utils";

const tours = registry.category("web_tour.tours");

function answer(row, value) {
    return [
        click(`.modal ${field("line_ids")} .o_data_row:eq(${row}) td[name="answer"]`, "the family's answer"),
        click(`.modal ${field("line_ids")} .o_data_row:eq(${row}) input[data-value="${value}"]`, value),
    ];
}

function inDays(days) {
    return luxon.DateTime.now().plus({ days }).toFormat("dd.MM.yyyy");
}

/** A specialist of a county institution reports a family to the rural partnership (R7). */
tours.add("kooperacje_rural_report", {
    steps: () => [
        click(".o_list_button_add:visible", "a new report"),
        ...choose("partnership_id", "PZK Nur"),
        edit(`${field("subject")} input`, "Rodzina Tymczasowa (zmyślona)", "who is reported"),
        edit(`${field("contact")} input`, "tel. 555 000 321"),
        click(`${field("consent_given")} input`, "the family agreed"),
        edit(`${field("consent_on")} input`, luxon.DateTime.now().toFormat("dd.MM.yyyy")),
        edit(`${field("reason")} textarea`, "Ojciec bez pracy, dzieci same po szkole."),
        edit(`${field("done_so_far")} textarea`, "Poradnictwo i dwa skierowania na staż."),
        edit(`${field("why_not_enough")} textarea`, "Nikt nie może zostać z dziećmi."),
        edit(`${field("expectations")} textarea`, "Chcemy, żeby ktoś pomógł nam to poukładać."),
        ...save(),
        click(button("action_send", ".o_form_view"), "send it"),
        see('.o_form_view .o_arrow_button_current[data-value="sent"]', "the head of the office has it"),
    ],
});

/** The head of the office opens a case for it. */
tours.add("kooperacje_rural_answer", {
    steps: () => [
        click(".o_data_row:first .o_data_cell:first", "the report that waits"),
        see(`${field("subject")}:contains("Tymczasowa"), ${field("subject")} input`, "whom it is about"),
        ...choose("case_manager_id", "Olga"),
        click(button("action_open_case", ".o_form_view"), "open a case"),
        see(`.o_form_view ${field("stage_id")}`, "the case"),
    ],
});

/** The case manager: persons, needs, joint qualification (R8) and the family's consent (tool 14). */
tours.add("kooperacje_rural_qualification", {
    steps: () => [
        openPage("persons"),
        click(`${field("case_person_ids")} .o_field_x2many_list_row_add a`, "a person"),
        edit(`${field("person_id")} input`, "Jerzy Tymczasowy"),
        click(".o_m2o_dropdown_option_create_edit", "who is new here"),
        edit(`${field("first_name", ".modal")} input`, "Jerzy"),
        edit(`${field("last_name", ".modal")} input`, "Tymczasowy"),
        edit(`${field("birth_date", ".modal")} input`, "02.02.1985"),
        click(".modal .o_form_button_save", "keep the person"),
        see("body:not(:has(.modal))"),
        openPage("qualification"),
        click(`${field("need_line_ids")} .o_field_x2many_list_row_add a`, "a need"),
        ...choose("need_id", "Bezrobocie"),
        click(`${field("premise_ids")} .form-check input:first`, "a premise of qualification"),
        edit(`${field("qualification_reason")} textarea`, "Praca i opieka nad dziećmi muszą być planowane razem."),
        ...save(),
        click(button("action_qualify", ".o_form_view"), "qualify"),
        click(button("action_joint_qualification", ".o_form_view"), "before the partnership"),
        click(`${field("family_consent")} input[data-value="yes"]`, "the family agrees"),
        edit(`${field("family_consent_on")} input`, luxon.DateTime.now().toFormat("dd.MM.yyyy")),
        openPage("criteria"),
        click(`${field("criterion_a")} input`, "criterion a"),
        edit(`${field("criterion_a_reason")} textarea`, "Pomoc trzech instytucji osobno nic nie zmieniła."),
        openPage("votes"),
        see(`${field("vote_ids")} .o_data_row:eq(3)`, "a vote for each institution"),
        click(`${field("decision")} input[data-value="qualified"]`, "qualified"),
        ...save(),
        click(button("action_issue", ".o_form_view"), "issue the paper"),
        click(button("action_document_sign", ".o_form_view"), "it is signed"),
        attach("signed_copy", () => scan("kwalifikacja.pdf"), ".modal"),
        see(`${field("signed_copy", ".modal")} .o_clear_file_button`, "the scan is there"),
        click(button("action_confirm", ".modal"), "register the signature"),
        see("body:not(:has(.modal))"),
        see(".o_form_view .alert-success:visible", "the family is qualified"),
        click(".o_breadcrumb .o_back_button, .o_breadcrumb .breadcrumb-item a:last", "back to the case"),
        click(button("action_record_consent", ".o_form_view .o_form_statusbar"), "record the consent"),
        click(`${field("information_given", ".modal")} input`, "the family was informed"),
        click(`${field("clause_given", ".modal")} input`),
        click(`${field("method_answer", ".modal")} input[data-value="yes"]`, "yes to the task team"),
        click(`${field("consultation_answer", ".modal")} input[data-value="yes"]`),
        ...answer(0, "yes"),
        ...[1, 2, 3, 4, 5].flatMap((row) => answer(row, "no")),
        attach("signed_copy", () => scan(), ".modal"),
        see(`${field("signed_copy", ".modal")} .o_clear_file_button`, "the scan is there"),
        click(button("action_record_signed", ".modal"), "signed"),
        see(`body:not(:has(.modal)) ${button("action_choose_team")}`, "now the team may be chosen"),
    ],
});

/** The case manager appoints the task team from those the family agreed to, and begins the diagnosis (R9). */
tours.add("kooperacje_rural_team", {
    steps: () => [
        click(button("action_choose_team", ".o_form_view"), "choose the team"),
        see('.modal .o_data_row:contains("Powiatowy Urząd Pracy")', "the employment office answers the need"),
        click(button("action_confirm", ".modal"), "appoint and invite"),
        see('body:not(:has(.modal)) .o_form_view .o_arrow_button_current[data-value="inviting"]', "the register entry"),
        click(".o_breadcrumb .o_back_button, .o_breadcrumb .breadcrumb-item a:last", "back to the case"),
        openPage("diagnosis"),
        click(button("action_open_diagnosis", ".o_form_view"), "the diagnostic workshop"),
        edit(`${field("family_words")} textarea`, "Chcemy, żeby rano nie było strachu o pieniądze."),
        click(`${field("line_ids")} .o_data_row:eq(0) .o_data_cell[name="area_id"]`, "the first area"),
        edit(`.modal ${field("scale_now")} input`, "2"),
        edit(`.modal ${field("scale_expected")} input`, "7"),
        edit(`.modal ${field("family_view")} textarea`, "Trzymamy się razem."),
        edit(`.modal ${field("resources")} textarea`, "Babcia mieszka dwa domy dalej."),
        edit(`.modal ${field("needs")} textarea`, "praca ojca, opieka nad dziećmi po szkole"),
        click(".modal .o_form_button_save", "keep the area"),
        see(`body:not(:has(.modal)) ${field("line_ids")} .o_data_row:contains("Trzymamy się razem.")`),
        ...save(),
    ],
});

/** The first meeting: the family first, its goals in its words, the IPW, signatures. */
tours.add("kooperacje_rural_plan", {
    steps: () => [
        click('.o_form_view .o_kooperacje_due li[data-key="step_plan"] button', "what is due is the first meeting"),
        {
            content: "it has just begun",
            trigger: `${field("start")} input`,
            run: (helpers) => helpers.edit(luxon.DateTime.now().minus({ minutes: 1 }).toFormat("dd.MM.yyyy HH:mm:ss")),
        },
        edit(`${field("location")} input`, "świetlica w Nurze"),
        ...save(),
        openPage("participants"),
        click(button("action_all_present"), "everyone came, the family first"),
        see(`${field("participant_ids")} .o_data_row:contains("Jerzy Tymczasowy") .text-bg-success`),
        openPage("perspectives"),
        edit(`${field("family_perspective")} textarea`, "Chcemy pracować i mieć kogoś, kto zostanie z dziećmi."),
        edit(`${field("worker_perspective")} textarea`, "Rodzina dotrzymuje ustaleń, brakuje opieki po szkole."),
        edit(`${field("members_perspective")} textarea`, "Jest staż w zakładzie komunalnym."),
        openPage("plan"),
        click(button("action_prepare_plan", ".o_form_view"), "prepare the plan"),
        see(".o_form_view .o_field_widget[name='label']:contains('(IPW)')", "under the name of the rural Model"),
        edit(`${field("main_goal")} textarea`, "Żeby rano nie było strachu o pieniądze."),
        click(`${field("goal_ids")} .o_field_x2many_list_row_add a`, "a goal"),
        edit(`${field("name", ".modal")} input`, "Tata ma pracę na miejscu", "in the family's words"),
        edit(`${field("measure", ".modal")} input`, "umowa o pracę", "how one will see that it has been reached"),
        click(`.modal ${field("service_line_ids")} .o_field_x2many_list_row_add a`, "a service of the local basket"),
        ...choose("service_id", "Pośrednictwo pracy", ".modal"),
        click(".modal .o_form_button_save", "keep the goal"),
        see(`body:not(:has(.modal)) ${field("goal_ids")} .o_data_row:contains("Tata ma pracę na miejscu")`),
        ...save(),
        openPage("actions"),
        click(`${field("action_ids")} .o_field_x2many_list_row_add a`, "what the family does itself"),
        edit(`${field("name", ".o_selected_row")} input`, "Zanieść dokumenty do urzędu pracy"),
        ...select("owner_kind", 1, ".o_selected_row"),
        ...choose("person_id", "Jerzy Tymczasowy", ".o_selected_row"),
        edit(`${field("deadline", ".o_selected_row")} input`, inDays(14)),
        ...save(),
        click(".o_back_button", "back to the meeting"),
        openPage("plan"),
        see(`${field("plan_goal_ids")} .o_data_row:contains("Tata ma pracę na miejscu")`, "the protocol holds the plan"),
        click(button("action_hold", ".o_form_view"), "the meeting was held"),
        see('.o_form_view .o_arrow_button_current[data-value="held"]'),
        click(button("action_issue", ".o_form_view"), "issue the protocol"),
        click(button("action_document_sign", ".o_form_view"), "it is printed and signed"),
        attach("signed_copy", () => scan("protokol.pdf"), ".modal"),
        see(`${field("signed_copy", ".modal")} .o_clear_file_button`, "the scan is there"),
        click(button("action_confirm", ".modal"), "register the signatures"),
        see(`body:not(:has(.modal)) ${button("action_document_void")}`, "the protocol is closed"),
    ],
});

/** The IPW in force on the page of the case, and its print. */
tours.add("kooperacje_rural_ipw", {
    steps: () => [
        see(".o_form_view [name='overview_goals'] .o_data_row:contains('Tata ma pracę na miejscu')", "the goal"),
        see(".o_form_view [name='overview_tasks'] .o_data_row:contains('Zanieść dokumenty')", "the family's own task"),
        click('.o_form_view .o_kooperacje_due li[data-key="step_realise"] button', "open the plan"),
        see(".o_form_view .o_field_widget[name='label']:contains('(IPW)')"),
        see('.o_form_view .o_arrow_button_current[data-value="signed"]', "in force"),
        click(".o_form_view .o_statusbar_buttons button:has(.fa-print)", "print the IPW"),
        paperHasCome(),
    ],
});
