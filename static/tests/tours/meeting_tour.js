import { registry } from "@web/core/registry";
import { attach, button, choose, click, edit, field, openPage, save, scan, see } from "./tour_utils";

const { DateTime } = luxon;

/** The family (one person), the case manager and two invited members: all came. */
function present(row) {
    const line = `${field("participant_ids")} .o_data_row:eq(${row})`;
    return [
        click(`${line} button[name="action_present"]`, "came"),
        see(`${line} [name="presence"] .text-bg-success`),
    ];
}

/** The social worker plans and holds the first meeting, settles the plan, issues the protocol and registers the signatures. */
registry.category("web_tour.tours").add("kooperacje_meeting_protocol", {
    steps: () => [
        click(button("action_open_meetings", ".o_form_view"), "meetings of the case"),
        click(".o_list_button_add:visible, .o-kanban-button-new:visible", "plan the first"),
        {
            content: "it has just begun",
            trigger: `${field("start")} input`,
            run: (helpers) => helpers.edit(DateTime.now().minus({ minutes: 1 }).toFormat("dd.MM.yyyy HH:mm:ss")),
        },
        edit(`${field("location")} input`, "sala spotkań ośrodka"),
        ...save(),
        openPage("participants"),
        ...present(0),
        ...present(1),
        ...present(2),
        ...present(3),
        openPage("perspectives"),
        edit(`${field("family_perspective")} textarea`, "Chcę najpierw znaleźć pracę, potem mieszkanie."),
        edit(`${field("worker_perspective")} textarea`, "Pan Gustaw zgłasza się regularnie, ma zawód."),
        edit(`${field("members_perspective")} textarea`, "Są oferty dla murarzy w powiecie."),
        openPage("plan"),
        click(button("action_prepare_plan", ".o_form_view"), "prepare the plan"),
        edit(`${field("main_goal")} textarea`, "Stała praca i własny pokój."),
        click(`${field("goal_ids")} .o_field_x2many_list_row_add a`, "a goal"),
        edit(`${field("name", ".modal")} input`, "Podjąć pracę murarza", "in the family's words"),
        edit(`${field("measure", ".modal")} input`, "umowa o pracę", "how one will see that it has been reached"),
        click(`.modal ${field("service_line_ids")} .o_field_x2many_list_row_add a`, "a service of the local basket"),
        ...choose("service_id", "Pośrednictwo pracy", ".modal"),
        click(".modal .o_form_button_save", "keep the goal"),
        see(`body:not(:has(.modal)) ${field("goal_ids")} .o_data_row:contains("Podjąć pracę murarza")`),
        ...save(),
        click(".o_back_button", "back to the meeting"),
        openPage("plan"),
        see(`${field("plan_goal_ids")} .o_data_row:contains("Podjąć pracę murarza")`, "the protocol holds the plan"),
        openPage("decisions"),
        click(`${field("decision_ids")} .o_field_x2many_list_row_add a`, "a decision"),
        edit(`${field("name", ".modal")} input`, "Umówić rozmowę z pracodawcą"),
        ...choose("member_id", "Monika Doradcza", ".modal"),
        {
            content: "in a week",
            trigger: `${field("deadline", ".modal")} input`,
            run: (helpers) => helpers.edit(DateTime.now().plus({ days: 7 }).toFormat("dd.MM.yyyy")),
        },
        click(".modal .o_form_button_save", "keep the decision"),
        see(`body:not(:has(.modal)) ${field("decision_ids")} .o_data_row`),
        ...save(),
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
