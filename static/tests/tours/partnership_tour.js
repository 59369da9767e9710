import { registry } from "@web/core/registry";
import { attach, button, choose, chooseTag, click, confirmDialog, edit, field, openPage, save, scan, see, select } from "./tour_utils";

const tours = registry.category("web_tour.tours");
const { DateTime } = luxon;
const FORM = ".o_form_view";

/** Issue the paper on the screen and register the scan that came back signed. */
function issueAndSign(file) {
    return [
        click(button("action_issue", FORM), "issue the paper"),
        click(button("action_document_sign", FORM), "it came back signed"),
        attach("signed_copy", () => scan(file), ".modal"),
        see(`${field("signed_copy", ".modal")} .o_clear_file_button`, "the scan is there"),
        click(button("action_confirm", ".modal"), "register the signature"),
        see(`body:not(:has(.modal)) ${button("action_document_void")}`, "signed"),
    ];
}

function state(value) {
    return see(`${FORM} .o_arrow_button_current[data-value="${value}"]`, `state ${value}`);
}

/** Back to the record the list was opened from: list and record leave the breadcrumb one after the other. */
function back() {
    return click(".o_back_button, .o_breadcrumb .breadcrumb-item:last a", "back");
}

/** Row of the way through the Model with the number of the step. */
function step(code) {
    return `${field("step_ids")} .o_data_row:has(td[name="code"]:contains(/^${code}$/))`;
}

function closeStep(code) {
    return [
        click(`${step(code)} button[name="action_done"]`, `close step ${code}`),
        see(`${step(code)} [name="state"] .text-bg-success`, `step ${code} is done`),
    ];
}

/** What is not in order is refused with what is missing, and nothing changes. */
function refused(trigger, text) {
    return [
        click(trigger, "try it too early"),
        see(`.modal .modal-body:contains("${text}")`, "what is missing"),
        click(".modal-footer .btn-primary:visible", "understood"),
        see("body:not(:has(.modal))"),
    ];
}

/** The head of the centre: a partnership, refused until the mayor has signed, then begun. */
tours.add("kooperacje_urban_authorisation", {
    steps: () => [
        click(".o-kanban-button-new:visible, .o_list_button_add:visible", "a new partnership"),
        edit(`${field("name")} input`, "PZK Łagisza zmyślony"),
        ...chooseTag("area_ids", "Będzin"),
        ...choose("strategic_partner_id", "Powiatowe Centrum Pomocy Rodzinie w Będzinie"),
        ...save(),
        ...refused(button("action_begin", FORM), "upoważnienia"),
        click(button("action_view_authorisations", FORM), "the authorisation of the mayor"),
        click(".o_list_button_add:visible", "prepare it"),
        edit(`${field("authority")} input`, "Prezydent Miasta Będzina"),
        edit(`${field("authority_number")} input`, "OR.0052.77"),
        ...choose("person_id", "Teresa Miejska"),
        openPage("note"),
        edit(`${field("note_need")} textarea`, "Wiele rodzin korzysta z pomocy kilku instytucji naraz."),
        ...save(),
        ...issueAndSign("upowaznienie.pdf"),
        back(),
        see(".o_list_view .o_data_row", "the list of authorisations"),
        back(),
        see(`${FORM} ${field("authorisation_number")}:contains("OR.0052.77")`, "the number came from the paper"),
        click(button("action_begin", FORM), "begin"),
        state("initiation"),
    ],
});

/** The network worker: a step out of order is refused; an association is invited with its degree and purpose. */
tours.add("kooperacje_urban_invitations", {
    steps: () => [
        openPage("process"),
        ...refused(`${step("1.4")} button[name="action_done"]`, "1.3"),
        click(button("action_view_memberships", FORM), "members"),
        click(".o_list_button_add:visible, .o-kanban-button-new:visible", "invite an institution"),
        ...choose("institution_id", "Zmyślony Dom"),
        ...choose("representative_id", "Rafał Otwarty"),
        openPage("participation"),
        ...select("participation_degree", 0),
        ...select("participation_level", 2),
        edit(`${field("participation_purpose")} textarea`, "Mieszkania chronione i wolontariat."),
        ...save(),
        state("invited"),
    ],
});

/** A meeting of the partnership that has just begun: everyone came, it was held. */
tours.add("kooperacje_urban_meeting", {
    steps: () => [
        click(".o-form-buttonbox .o_button_more", "more of the partnership"),
        click('.o-dropdown--menu button[name="action_open_meetings"]', "meetings"),
        click(".o_list_button_add:visible, .o-calendar-button-new:visible", "a new one"),
        {
            content: "it has just begun",
            trigger: `${field("start")} input`,
            run: (helpers) => helpers.edit(DateTime.now().minus({ minutes: 1 }).toFormat("dd.MM.yyyy HH:mm:ss")),
        },
        edit(`${field("location")} input`, "sala sesyjna"),
        ...save(),
        openPage("participants"),
        click(button("action_all_present", FORM), "all came"),
        see(`${field("participant_ids")} .o_data_row:last [name="presence"] .text-bg-success`, "present"),
        click(button("action_hold", FORM), "it was held"),
        state("held"),
    ],
});

/** The declaration of the association: signed by its head, and it is a member. */
tours.add("kooperacje_urban_declaration", {
    steps: () => [
        click(button("action_view_memberships", FORM), "members"),
        click(`.o_data_row:contains("Zmyślony Dom") .o_data_cell:first`, "the association"),
        ...issueAndSign("deklaracja.pdf"),
        click(button("action_join", FORM), "a member"),
        state("member"),
    ],
});

/** The head: regulation and yearly plan adopted at the meeting; the partnership works. */
tours.add("kooperacje_urban_rules", {
    steps: () => [
        click(button("action_activate", FORM), "activate"),
        state("active"),
        openPage("rules"),
        click(button("action_view_regulations", FORM), "regulations"),
        click(".o_list_button_add:visible", "the first one"),
        ...choose("meeting_id", "PZK/"),
        ...save(),
        ...issueAndSign("regulamin.pdf"),
        back(),
        see(".o_list_view .o_data_row"),
        back(),
        click(button("action_view_action_plans", FORM), "yearly plans"),
        click(".o_list_button_add:visible", "the first one"),
        ...choose("meeting_id", "PZK/"),
        edit(`${field("summary")} textarea`, "Najpierw wspólny koszyk usług."),
        click(`${field("line_ids")} .o_field_x2many_list_row_add a`, "an action"),
        ...choose("goal_id", "ZZK", field("line_ids")),
        edit(`${field("line_ids")} ${field("name")} input, ${field("line_ids")} ${field("name")} textarea`, "Dyżur specjalisty raz w tygodniu"),
        ...choose("owner_id", "Zmyślony Dom", field("line_ids")),
        {
            content: "by the end of the quarter",
            trigger: `${field("line_ids")} ${field("date_to")} input, ${field("line_ids")} ${field("date_to")} button`,
            run: "click",
        },
        {
            content: "the date",
            trigger: `${field("line_ids")} ${field("date_to")} input`,
            run: (helpers) => helpers.edit(DateTime.now().plus({ days: 60 }).toFormat("dd.MM.yyyy")),
        },
        ...save(),
        ...issueAndSign("plan.pdf"),
        back(),
        see(".o_list_view .o_data_row"),
        back(),
        openPage("process"),
        ...closeStep("2.1"),
        ...closeStep("2.2"),
        ...closeStep("2.3"),
        ...closeStep("2.4"),
        see(`${field("process_stage_id")}:contains("Etap 3")`, "the third stage"),
    ],
});

/** The head of a rural centre: steps 2.1 and 2.2; the animator of the commune is entrusted with the function. */
tours.add("kooperacje_rural_start", {
    steps: () => [
        openPage("process"),
        ...refused(`${step("3")} button[name="action_done"]`, "2.4"),
        ...closeStep("2.1"),
        ...closeStep("2.2"),
        click(button("action_view_appointments", FORM), "orders and appointments"),
        click(".o_list_button_add:visible", "entrust a function"),
        ...select("subject", 3),
        ...choose("person_id", "Anna Pomocna"),
        edit(`${field("authority")} input`, "Kierownik ośrodka"),
        ...save(),
        ...issueAndSign("powierzenie.pdf"),
        back(),
        see(".o_list_view .o_data_row"),
        back(),
        see(`${FORM} ${field("commune_animator_id")} input, ${FORM} ${field("commune_animator_id")}:contains("Anna")`, "named on the partnership"),
    ],
});

/** The agreement of county and commune, drawn up elsewhere, opens the work. */
tours.add("kooperacje_rural_agreement", {
    steps: () => [
        openPage("process"),
        ...closeStep("2.3"),
        ...closeStep("2.4"),
        click(button("action_view_agreements", FORM), "agreements"),
        click(".o_list_button_add:visible", "a new one"),
        edit(`${field("name")} input`, "Porozumienie powiatowo-gminne zmyślone"),
        click(`${field("kind")} input[data-value="county"]`, "of county and communes"),
        click(`${field("is_external")} input`, "drawn up by the county"),
        ...chooseTag("party_ids", "Gmina Małkinia Górna"),
        ...save(),
        click(button("action_document_sign", FORM), "signed"),
        attach("signed_copy", () => scan("porozumienie.pdf"), ".modal"),
        see(`${field("signed_copy", ".modal")} .o_clear_file_button`, "the scan is there"),
        click(button("action_confirm", ".modal"), "register the signature"),
        see(`body:not(:has(.modal)) ${button("action_terminate")}`, "it stands"),
        back(),
        see(".o_list_view .o_data_row"),
        back(),
        click(button("action_begin", FORM), "begin"),
        state("initiation"),
        openPage("process"),
        ...closeStep("3"),
    ],
});

/** The network worker gains a leader-family: a signed declaration, and step 5.3 is closed. */
tours.add("kooperacje_rural_leader_family", {
    steps: () => [
        openPage("members"),
        click(button("action_view_leader_persons", FORM), "leader-families"),
        click(".o_list_button_add:visible", "a new one"),
        edit(`${field("name")} input`, "Wanda Tymczasowa"),
        ...save(),
        ...issueAndSign("lider.pdf"),
        back(),
        see(".o_list_view .o_data_row"),
        back(),
        openPage("process"),
        ...closeStep("5.3"),
    ],
});

/** After step 9 the partnership goes on: a new cycle, in which the old agreement is not enough (gate 9). */
tours.add("kooperacje_rural_next_cycle", {
    steps: () => [
        click(button("action_continue", FORM), "the next cycle"),
        click(".modal-footer .btn-primary:visible", "yes"),
        see(`${FORM} ${field("cycle")}:contains("2")`, "the second cycle"),
        openPage("process"),
        click(`${field("step_ids")} .o_data_row:first button[name="action_done"]`, "the authorities accept"),
        see(`${field("step_ids")} .o_data_row:first [name="state"] .text-bg-success`, "done"),
        ...refused(`${field("step_ids")} .o_data_row:eq(2) button[name="action_done"]`, "porozumieni"),
    ],
});

tours.add("kooperacje_rural_new_agreement", {
    steps: () => [
        openPage("process"),
        click(`${field("step_ids")} .o_data_row:eq(2) button[name="action_done"]`, "the new agreement is signed"),
        see(`${field("step_ids")} .o_data_row:eq(2) [name="state"] .text-bg-success`, "the work goes on"),
    ],
});

/** A member is suspended by the dialog and returns by its button. */
tours.add("kooperacje_member_suspended", {
    steps: () => [
        click(button("action_suspend", FORM), "suspend"),
        edit(`${field("reason", ".modal")} input`, "Reorganizacja poradni"),
        click(button("action_confirm", ".modal"), "register"),
        see(`body:not(:has(.modal)) ${FORM} .alert-warning:contains("Reorganizacja poradni")`, "it says why"),
        state("suspended"),
        click(button("action_return", FORM), "it takes part again"),
        state("member"),
    ],
});

/** The network worker invites an association that will never answer. */
tours.add("kooperacje_silent_invited", {
    steps: () => [
        click(button("action_view_memberships", FORM), "members"),
        click(".o_list_button_add:visible, .o-kanban-button-new:visible", "invite an institution"),
        ...choose("institution_id", "Wymyślony Most"),
        ...save(),
        state("invited"),
    ],
});

/** A year later the others have gone on; the invitation that nobody answered is taken back, with the reason. */
tours.add("kooperacje_silent_ends", {
    steps: () => [
        see(`${FORM} ${field("cycle")}:contains("2")`, "the second cycle"),
        click(button("action_view_memberships", FORM), "members"),
        click('.o_data_row:contains("Wymyślony Most") .o_data_cell:first', "the association"),
        state("invited"),
        click(button("action_withdraw_invitation", FORM), "take it back"),
        edit(`${field("reason", ".modal")} input`, "Od roku bez odpowiedzi"),
        click(button("action_confirm", ".modal"), "register"),
        see(`body:not(:has(.modal)) ${button("action_invite_again")}`, "it may be invited again one day"),
    ],
});

const county = (name, content) => [
    click('[data-menu-xmlid="kooperacje.menu_county"]'),
    click(`[data-menu-xmlid="kooperacje.menu_county_${name}"]`, content),
];

/** The animator of the county looks over three communes, reports one to the regional centre and closes the step. */
tours.add("kooperacje_county_animator", {
    steps: () => [
        see('.o_list_view .o_data_row:contains("PZK Zaręby")', "the commune that has just appointed her"),
        see('.o_list_view .o_data_row:contains("PZK Nur")'),
        see('.o_list_view .o_data_row:contains("PZK Małkinia")'),
        ...county("support", "notices and support"),
        click(".o_list_button_add:visible", "report the implementation"),
        ...select("kind", 0),
        ...choose("partnership_id", "PZK Zaręby"),
        edit(`${field("description")} textarea`, "Gmina przystąpiła do Modelu i wyznaczyła animatora."),
        ...save(),
        click(button("action_send", ".o_form_view"), "send it"),
        confirmDialog(),
        see('.o_form_view .o_arrow_button_current[data-value="requested"]', "the regional centre has it"),
        ...county("step", "what lies with the animators"),
        click('.o_data_row:contains("Zgłoszenie do ROPS") button[name="action_done"]', "close the step"),
        see('body:not(:has(.o_data_row:contains("Zgłoszenie do ROPS")))', "it is done"),
        ...county("partnership", "the communes again"),
        click('.o_data_row:contains("PZK Zaręby") .o_data_cell:first', "open the commune"),
        see(`.o_form_view ${field("name")}:contains("PZK Zaręby")`, "as its animator sees it"),
        see('.o_form_view:not(:has(button[name="action_close"]))', "what the office does is not offered"),
    ],
});
