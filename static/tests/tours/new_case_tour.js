import { registry } from "@web/core/registry";
import { button, chooseTag, click, counted, field, see, select, type } from "./tour_utils";

const cell = (row, name) => `${field("case_person_ids")} .o_data_row:eq(${row}) .o_data_cell[name="${name}"]`;

function member(row, last, first, born) {
    return [
        click(`${field("case_person_ids")} .o_field_x2many_list_row_add a`, `line ${row}`),
        type(`${cell(row, "last_name")} input`, last),
        type(`${cell(row, "first_name")} input`, first),
        type(`${cell(row, "birth_date")} input`, born),
    ];
}

/** From the list of cases to the printed consent of a mother and her son whom nobody has met before. */
registry.category("web_tour.tours").add("kooperacje_new_case", {
    steps: () =>
        counted([
            click(".o-kanban-button-new:visible", "a new case"),
            ...member(0, "Nieznana-Wymyślona", "Genowefa", "12.03.1988"),
            ...member(1, "Nieznany-Wymyślony", "Gustaw", "05.06.2017"),
            see(`${cell(0, "relation")}:contains("Osoba główna"), ${cell(0, "relation")}`, "the first is the main person"),
            // The line is being typed in: its cells are open.
            ...select("relation", 2, `${field("case_person_ids")} .o_data_row:eq(1)`),
            ...chooseTag("first_need_ids", "zwolnieniu z zakładu karnego"),
            click(button("action_record_consent", ".o_form_view .o_form_statusbar"), "record the consent"),
            click(`${field("information_given", ".modal")} input`, "the family was informed"),
            click(`${field("clause_given", ".modal")} input`),
            click(button("action_prepare", ".modal"), "prepare for signature"),
            click(button("action_document_print", ".o_form_view"), "print"),
        ]),
});
