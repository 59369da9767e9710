import { registry } from "@web/core/registry";
import {
    attach,
    button,
    choose,
    chooseTag,
    click,
    confirmDialog,
    edit,
    field,
    more,
    openPage,
    paperHasCome,
    save,
    scan,
    see,
    select,
} from "./tour_utils";

const tours = registry.category("web_tour.tours");
const { DateTime } = luxon;
const FORM = ".o_form_view";
/** The office's first case, which bears the year in which the demo was loaded. */
const FIRST_CASE = '.o_kanban_record:contains("S/"):contains("/0001")';

function state(value) {
    return see(`${FORM} .o_arrow_button_current[data-value="${value}"]`, `state ${value}`);
}

/** Back to where the screen was opened from. */
function back() {
    return click(".o_back_button, .o_breadcrumb .breadcrumb-item:last a", "back");
}

function closed() {
    return see("body:not(:has(.modal))", "no dialog is left");
}

/** What is not in order is refused with a sentence that holds each of `texts`. */
function refused(...texts) {
    return [
        ...texts.map((text) => see(`.modal .modal-body:contains("${text}")`, `it says ${text}`)),
        click(".modal-footer .btn-primary:visible", "understood"),
        closed(),
    ];
}

function daysAgo(days) {
    // By the day of the office, which is another one than the browser has around midnight.
    return DateTime.now().setZone("Europe/Warsaw").minus({ days }).toFormat("dd.MM.yyyy");
}

/** A date that stands there already is a button until one clicks it; what is typed is what is seen then. */
function retype(name, day) {
    return [
        click(`${FORM} ${field(name)} button`, `change ${name}`),
        edit(`${FORM} ${field(name)} input`, day),
        click(`${FORM} .o_form_sheet label:first`, "leave the field"),
        see(`${FORM} ${field(name)} button[data-tooltip="${day}"]`, `${day} is seen`),
    ];
}

/** Press a button that asks first, and say yes. */
function confirmed(name) {
    return [click(button(name, FORM), name), confirmDialog(), closed()];
}

/** The network worker asks the staff of the partners; asking them once more at the same time is refused. */
tours.add("kooperacje_wave_send", {
    steps: () => [
        click(".o_list_button_add", "a new wave"),
        ...choose("survey_id", "Ankieta 6"),
        see(`${FORM} ${field("people_preview")}:contains("16")`, "nobody types addresses"),
        ...confirmed("action_send"),
        state("open"),
        see(`${FORM} ${field("result_note")}:contains("nigdy w czasie")`, "no results as long as people answer"),
        click(".o_form_button_create", "the same once more"),
        ...choose("survey_id", "Ankieta 6"),
        see(`${FORM} ${field("people_preview")}:contains("16")`),
        click(button("action_send", FORM), "send"),
        confirmDialog(),
        ...refused("zakończ tamto"),
        state("draft"),
    ],
});

/** The manager sees why four answers show nothing, reminds and ends the other wave, reads and prints its results. */
tours.add("kooperacje_wave_results", {
    steps: () => [
        click('.o_data_row:contains("Ankieta 2."):eq(0) td[name="survey_id"]', "the wave of four"),
        state("closed"),
        see(`${FORM} ${field("result_note")}:contains("Odpowiedzi: 4."):contains("od 5")`, "the threshold is said"),
        click(button("action_results", ".o_statusbar_buttons"), "results all the same"),
        ...refused("Odpowiedzi: 4.", "nie pokazujemy nic"),
        back(),
        click('.o_data_row:contains("Ankieta 6."):contains("W toku") td[name="survey_id"]', "the other one"),
        state("open"),
        ...confirmed("action_remind"),
        see(`${FORM} ${field("reminded_on")}`, "it is written down when"),
        click(button("action_remind", FORM), "once more"),
        confirmDialog(),
        ...refused(),
        ...confirmed("action_end"),
        state("closed"),
        click(button("action_results", ".o_statusbar_buttons"), "the results"),
        see(`${field("summary")} h5:contains("Ufam, że partnerzy wykonają uzgodnienia")`, "question by question"),
        see(`${field("answer_count")}:contains("5")`),
        click(button("action_print_results", FORM), "on paper"),
        paperHasCome(),
        click(button("action_view_report", FORM), "beside the other questionnaires"),
        see(`${field("body")} svg`, "graphs"),
        see(`${field("body")}:contains("Ośrodek i partnerzy")`, "both sides"),
        click(button("action_print", FORM), "on paper"),
        paperHasCome(2),
    ],
});

/** Answer the first question that is obligatory and has no answer yet, in its dialog. */
function answerQuestion(number) {
    return [
        click(`${field("line_ids")} .o_data_row.text-warning:eq(0) td[name="name"]`, `question ${number}`),
        edit(`${field("answer", ".modal")} textarea`, `Odpowiedź ${number}: współpraca działa.`),
        edit(`${field("evidence", ".modal")} textarea`, "6 wywiadów, ankieta 6"),
        click(".modal .o_form_button_save", "keep it"),
        closed(),
    ];
}

/** From the catalogue of tools to an evaluation that the members adopt, its recommendation in the next plan. */
tours.add("kooperacje_evaluation", {
    steps: () => [
        click('.o_kanban_record:has(.badge:contains(/^16C$/)) button[name="action_open"]', "the closing questionnaire"),
        see('.o_list_view .o_data_row:contains("Ankieta 16C")', "those sent"),
        back(),
        click('.o_kanban_record:has(.badge:contains(/^13$/)) button[name="action_open"]', "the questions of an evaluation"),
        click(".o_list_button_add", "a new evaluation"),
        ...retype("date_from", daysAgo(300)),
        ...retype("date_to", daysAgo(100)),
        click(".o_form_button_save", "save"),
        ...refused("Okres nakłada się", "od następnego dnia"),
        ...retype("date_to", daysAgo(200)),
        ...save(),
        see(`${field("line_ids")} .o_data_row:contains("Na ile działania PZK odpowiadają potrzebom")`, "catalogue 13"),
        click(button("action_start", FORM), "begin"),
        state("running"),
        ...chooseTag("pool_ids", "Ankieta 6"),
        ...[1, 2, 3, 4, 5].flatMap(answerQuestion),
        see(`${field("line_ids")}:not(:has(.o_data_row.text-warning))`, "all are answered"),
        openPage("goals"),
        click(`${field("goal_ids")} .o_data_row:eq(1) td[name="attainment"]`, "how far a goal was reached"),
        edit(`${field("goal_ids")} .o_selected_row ${field("attainment")} input`, "70"),
        click(button("action_conclude", FORM), "conclude too early"),
        confirmDialog(),
        ...refused("wnioski", "decyzja o kontynuacji"),
        openPage("conclusions"),
        edit(`${field("summary")} textarea`, "Instytucje znają się i pomagają szybciej."),
        ...select("decision", 0),
        click(`${field("recommendation_ids")} .o_field_x2many_list_row_add a`, "a recommendation"),
        edit(`${field("recommendation_ids")} .o_selected_row ${field("name")} :is(input, textarea)`, "Dyżur psychologa w gminie"),
        ...choose("owner_id", "Poradnia Psychologiczno-Pedagogiczna", `${field("recommendation_ids")} .o_selected_row`),
        edit(`${field("recommendation_ids")} .o_selected_row ${field("date_due")} input`, daysAgo(-60)),
        ...confirmed("action_conclude"),
        state("concluded"),
        ...choose("meeting_id", "PZK/"),
        click(button("action_document_sign", FORM), "the members adopted it"),
        attach("signed_copy", () => scan("raport.pdf"), ".modal"),
        see(`${field("signed_copy", ".modal")} .o_clear_file_button`, "the scan is there"),
        click(button("action_confirm", ".modal"), "register the signature"),
        closed(),
        state("adopted"),
        click(button("action_to_plan", FORM), "into the next yearly plan"),
        see(`${FORM} ${field("line_ids")} .o_data_row:contains("Dyżur psychologa w gminie")`, "an action of the plan"),
    ],
});

/** The yearly report: refused without its conclusions, then issued, printed and taken as a workbook. */
tours.add("kooperacje_yearly_report", {
    steps: () => [
        click(".o_list_button_add", "a new report"),
        ...save(),
        see(`${field("section_ids")} .o_data_row:contains("Realizacja")`, "its sections"),
        click(button("action_issue", FORM), "issue"),
        ...refused("Wnioski"),
        click(`${field("section_ids")} .o_data_row:contains("Wnioski") td[name="name"]`, "the conclusions"),
        edit(`${field("body", ".modal")} textarea`, "Rodziny dostają pomoc szybciej."),
        click(".modal .o_form_button_save", "keep the text"),
        closed(),
        click(button("action_issue", FORM), "issue"),
        see(button("action_document_correct", FORM), "issued"),
        click(button("action_document_print", FORM), "print"),
        paperHasCome(),
        click(button("action_workbook", FORM), "the figures as a workbook"),
        see(".o_form_view"),
    ],
});

/** The manager changes the period and looks behind a figure. */
tours.add("kooperacje_figures_office", {
    steps: () => [
        see(".o_kooperacje_figures article", "what matters most"),
        {
            content: "the running year",
            trigger: "#figures_period",
            run: `select ${`year:${DateTime.now().year}-01-01`}`,
        },
        see(`.o_kooperacje_figures header small:contains("rok ${DateTime.now().year}")`, "its figures"),
        click('.o_kooperacje_figures article[data-code="cases_open"] .o_figure', "the families behind the number"),
        see(".o_list_view .o_data_row", "those the manager may read"),
        back(),
        see(`.o_kooperacje_figures header small:contains("rok ${DateTime.now().year}")`, "the period is kept"),
        click('section[data-area="service"] .o_section', "another area"),
        see('section[data-area="service"] article .o_figure', "unfolds"),
    ],
});

/** The regional centre sees all partnerships together: no figure of families opens, few families are not told. */
tours.add("kooperacje_figures_region", {
    steps: () => [
        see('.o_kooperacje_figures article:contains("brak lub za mało")', "small counts are not told"),
        see('.o_kooperacje_figures article[data-code="cases_open"]:not(:has(button.o_figure))', "no families behind it"),
        { content: "one partnership", trigger: "#figures_partnership", run: "selectByLabel PZK Nur" },
        see('.o_kooperacje_figures header small:contains("PZK Nur")'),
        see('.o_kooperacje_figures article[data-code="cases_open"]:not(:has(button.o_figure))', "none here either"),
        click('.o_kooperacje_figures .fa-table', "the table"),
        see(".o_pivot_view, .o_list_view", "of released figures"),
    ],
});

/** The social worker sees on board and case what the end of a team still lacks, and sends the closing survey. */
tours.add("kooperacje_team_closing", {
    steps: () => [
        see(`${FIRST_CASE}:contains("Brak oceny efektów i ankiety końcowej")`, "the board"),
        click(FIRST_CASE, "the case"),
        ...more("action_close", "end the work"),
        see(`${field("missing", ".modal")}:contains("ankiety końcowej")`, "what is missing"),
        click(button("action_closing_survey", ".modal"), "the closing survey from there"),
        see(`${field("survey_id", ".modal")} input`, "which questionnaire"),
        click(button("action_confirm", ".modal"), "send it"),
        closed(),
        see('.o_form_view .o_kooperacje_due li[data-key="survey_open"]', "how many have answered"),
        back(),
        see(
            `${FIRST_CASE}:contains("Brak oceny efektów"):not(:contains("ankiety"))`,
            "the board",
        ),
    ],
});

/** With the effects assessed the team ends. */
tours.add("kooperacje_team_end", {
    steps: () => [
        click(button("action_close", FORM), "action_close"),
        click(`.modal ${field("premise_id")} .form-check input:first`, "why the work ends"),
        click('.modal footer button[name="action_confirm"]:visible', "end the team"),
        closed(),
        state("closed"),
    ],
});
