import { registry } from "@web/core/registry";
import { attach, button, choose, click, edit, field, openPage, save, scan, see } from "./tour_utils";

const STAFF = { PUP: "Powiatowy Urząd Pracy", probation: "Kuratorskiej Służby" };

function answerYes(row) {
    return [
        click(`.modal ${field("line_ids")} .o_data_row:eq(${row}) td[name="answer"]`, "the family's answer"),
        click(`.modal ${field("line_ids")} .o_data_row:eq(${row}) input[data-value="yes"]`, "yes"),
    ];
}

/** The social worker from the first report to the family's consent and the invitations. */
registry.category("web_tour.tours").add("kooperacje_case_intake", {
    steps: () => [
        {
            content: "all stages of the Model are seen without scrolling sideways",
            trigger: ".o_kanban_group:eq(8)",
            run() {
                const board = document.querySelector(".o_kanban_renderer");
                if (board.scrollWidth > board.clientWidth) {
                    throw new Error(`the board is ${board.scrollWidth} wide, the screen ${board.clientWidth}`);
                }
            },
        },
        click(".o-kanban-button-new:visible", "a new case"),
        openPage("persons"),
        click(`${field("case_person_ids")} .o_field_x2many_list_row_add a`, "a person"),
        edit(`${field("person_id")} input`, "Gustaw Nieznany-Wymyślony"),
        click(".o_m2o_dropdown_option_create_edit", "who is new here"),
        see(`${field("first_name", ".modal")} input:value("Gustaw")`, "what was typed is kept"),
        see(`${field("last_name", ".modal")} input:value("Nieznany-Wymyślony")`),
        edit(`${field("birth_date", ".modal")} input`, "12.03.1988"),
        click(".modal .o_form_button_save", "keep the person"),
        see("body:not(:has(.modal))"),
        openPage("qualification"),
        edit(`${field("need_words")} textarea`, "Wróciłem po trzech latach i nie wiem, od czego zacząć."),
        click(`${field("need_line_ids")} .o_field_x2many_list_row_add a`, "a need"),
        ...choose("need_id", "zwolnieniu z zakładu karnego"),
        click(`${field("premise_ids")} .form-check input:first`, "a premise of qualification"),
        edit(`${field("qualification_reason")} textarea`, "Praca, mieszkanie i nadzór kuratora wymagają wspólnego planu."),
        ...save(),
        click(button("action_qualify", ".o_form_view"), "qualify"),
        click(button("action_record_consent", ".o_form_view .o_form_statusbar"), "record the consent"),
        click(`${field("information_given", ".modal")} input`, "the family was informed"),
        click(`${field("clause_given", ".modal")} input`),
        click(`${field("method_answer", ".modal")} input[data-value="yes"]`, "yes to the task team"),
        click(`${field("consultation_answer", ".modal")} input[data-value="yes"]`),
        ...answerYes(0),
        ...answerYes(1),
        attach("signed_copy", () => scan(), ".modal"),
        click(button("action_record_signed", ".modal"), "signed"),
        see(`body:not(:has(.modal)) ${button("action_choose_team")}`, "now the team may be chosen"),
        click(button("action_choose_team", ".o_form_view"), "choose the team"),
        see(`.modal .o_data_row:contains("${STAFF.PUP}")`, "the employment office is proposed"),
        click(
            `.modal .o_data_row:contains("${STAFF.probation}") [name="is_selected"] input`,
            "the probation officers were proposed beside it; the family wants them too"
        ),
        click(button("action_confirm", ".modal"), "appoint and invite"),
        see('body:not(:has(.modal)) .o_form_view .o_arrow_button_current[data-value="inviting"]', "the register entry"),
    ],
});

/** A specialist of a county institution, who works with two communes, accepts an invitation to a task team. */
registry.category("web_tour.tours").add("kooperacje_invitation_accept", {
    steps: () => [
        click(".o_data_row:first .o_data_cell:first", "the invitation that waits"),
        click(button("action_accept", ".o_form_view"), "accept"),
        see('.o_form_view .o_arrow_button_current[data-value="accepted"]', "a member of the team"),
    ],
});
