import { registry } from "@web/core/registry";
import { attach, button, choose, click, edit, field, openPage, save, scan, see } from "./tour_utils";

const tours = registry.category("web_tour.tours");

function answer(row, value) {
    return [
        click(`.modal ${field("line_ids")} .o_data_row:eq(${row}) td[name="answer"]`, "the family's answer"),
        click(`.modal ${field("line_ids")} .o_data_row:eq(${row}) input[data-value="${value}"]`, value),
    ];
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
