import re

from psycopg2 import IntegrityError

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .tool_wordings import TOOLS

# What each mark of the tools stands for; "T" beside another may be the question's own field for words.
SCALE, CHOICE, CHOICES, NUMBER, MATRIX = "scale", "simple_choice", "multiple_choice", "numerical_box", "matrix"
MARKS = {
    "S5": SCALE, "TN": CHOICE, "J": CHOICE, "W": CHOICES, "W z koszyka": CHOICES, "L": NUMBER, "%": NUMBER,
    "M": MATRIX,
}
# Instructions to whoever builds the form, which no reader of it needs.
INSTRUCTIONS = {
    "słownik", "barier", "korzyści", "maks", "3", "porównanie", "z", "16a", "k3d", "215", "i", "jego",
}
ANONYMOUS = {"2", "3", "6", "13", "16A", "16B", "16C", "16S", "FAM"}
WORD = re.compile(r"\w+")


def words(*texts):
    return {word for text in texts for word in WORD.findall((text or "").lower())}


@tagged("post_install", "-at_install")
class TestQuestionnaires(TransactionCase):
    """The questionnaires that come with the module ask what the tools say, in their words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.surveys = {
            code: cls.env.ref(f"kooperacje.survey_{code.lower()}").with_context(lang="pl_PL") for code in TOOLS
        }

    def _questions(self, code, number):
        """Those of a row of a tool: ``5``, and what it is split into: ``5a``, ``5b``."""
        return self.surveys[code].question_ids.filtered(
            lambda question: re.fullmatch(rf"{number}[a-c]?", question.kooperacje_key),
        )

    def _said(self, question):
        return [
            question.title, question.description, question.comments_message, question.scale_min_label,
            question.scale_max_label, *question.suggested_answer_ids.mapped("value"),
            *question.matrix_row_ids.mapped("value"),
        ]

    def _rows(self, code):
        for number, wording, mark in TOOLS[code]:
            numbers = ["1", "2", "3", "4"] if number == "1–4" else [number]
            questions = self.env["survey.question"].concat(*(self._questions(code, one) for one in numbers))
            yield number, wording, mark, questions

    def test_every_tool_has_its_questionnaire(self):
        seeded = self.env["survey.survey"].search([("kooperacje_tool", "!=", False), ("company_id", "=", False)])
        self.assertEqual(set(seeded.mapped("kooperacje_tool")), set(TOOLS))
        for code, survey in self.surveys.items():
            self.assertEqual(survey.kooperacje_tool, code)

    def test_anonymous_where_the_tools_say(self):
        for code, survey in self.surveys.items():
            with self.subTest(code):
                self.assertEqual(survey.kooperacje_anonymous, code in ANONYMOUS)

    def test_every_word_of_the_tools_is_asked(self):
        for code in TOOLS:
            for number, wording, _mark, questions in self._rows(code):
                with self.subTest(tool=code, number=number):
                    said = words(*(text for question in questions for text in self._said(question)))
                    self.assertFalse(words(wording) - said - INSTRUCTIONS)

    def test_titles_add_nothing_of_their_own(self):
        for code in TOOLS:
            for number, wording, mark, questions in self._rows(code):
                if len(questions) == 1 or mark == "S5 ×3":
                    with self.subTest(tool=code, number=number):
                        self.assertFalse(words(*questions.mapped("title")) - words(wording) - {"ile", "jest"})

    def test_kinds_of_answers(self):
        for code in TOOLS:
            for number, wording, mark, questions in self._rows(code):
                with self.subTest(tool=code, number=number, mark=mark):
                    kinds = questions.mapped("question_type")
                    if mark == "S5 ×3":
                        self.assertEqual(kinds, [SCALE] * 3)
                        continue
                    if number == "1–4" or mark.startswith("M"):
                        self.assertEqual(set(kinds), {MATRIX}, wording)
                        continue
                    marks = mark.replace(",", " +").split(" + ")
                    closed = [kind for kind in kinds if kind not in ("text_box", "char_box")]
                    self.assertEqual(closed, [MARKS[one] for one in marks if one != "T"])
                    free = len(kinds) > len(closed) or any(questions.mapped("comments_allowed"))
                    if "T" in marks:
                        self.assertTrue(free)
                    if mark == "TN":
                        self.assertEqual(questions.suggested_answer_ids.mapped("value"), ["tak", "nie"])

    def test_number_of_questions(self):
        """Neither more nor fewer than the tools have, the head of the form and the few data on the person apart."""
        own = {
            code: len(survey.question_ids.filtered(lambda question: question.kooperacje_key[0].isdigit()))
            for code, survey in self.surveys.items()
        }
        self.assertEqual(own, {
            # 5 is two numbers in 1A, 4 two tables in 1B; 6 adds five questions of 3 turned round to its fifteen
            "1A": 15, "1B": 15, "2": 15, "3": 15, "6": 20, "13": 22, "16A": 10, "16B": 12, "16C": 13, "16S": 3,
            "FAM": 8,
        })

    def test_three_question_form_is_the_beginning_of_the_long_one(self):
        long, short = self.surveys["16C"], self.surveys["16S"]
        self.assertEqual(
            short.question_ids.mapped("title"), long.question_ids[:3].mapped("title"),
        )
        self.assertEqual(
            short.question_ids.mapped("kooperacje_measure"), long.question_ids[:3].mapped("kooperacje_measure"),
        )

    def test_scales_run_from_one_to_five_with_not_applicable(self):
        scales = self.env["survey.question"].concat(*(survey.question_ids for survey in self.surveys.values()))
        for question in scales.filtered(lambda question: question.question_type == SCALE):
            with self.subTest(question.title):
                self.assertEqual((question.scale_min, question.scale_max), (1, 5))
                self.assertTrue(question.kooperacje_not_applicable)
                self.assertTrue(question.scale_min_label and question.scale_max_label)

    def test_tables_of_quality_and_frequency_have_values(self):
        """Frequency from never 1 to daily 5, quality from 1 to 5; "does not apply" counts in no mean."""
        for code in ("2", "3", "6"):
            for measure, values in (("frequency", [1, 2, 3, 4, 5]), ("quality", [1, 2, 3, 4, 5, 0])):
                question = self.surveys[code].question_ids.filtered(
                    lambda question, measure=measure: question.kooperacje_measure == measure
                )
                self.assertEqual(question.suggested_answer_ids.mapped("answer_score"), values)
        quality = self.surveys["3"].question_ids.filtered(lambda question: question.kooperacje_measure == "quality")
        self.assertEqual(quality.suggested_answer_ids[-1].value, "nie dotyczy")

    def test_frequency_and_quality_ask_of_the_same_partners(self):
        for code, count in (("2", 10), ("3", 11), ("6", 13)):
            rows = [
                question.matrix_row_ids.mapped("kooperacje_key") for question in self.surveys[code].question_ids
                if question.kooperacje_measure in ("frequency", "quality")
            ]
            self.assertEqual(rows[0], rows[1])
            self.assertEqual(len(set(rows[0])), count)

    def test_office_and_partners_answer_the_same(self):
        """3 and 6 mirror each other: what makes the gap chart."""
        mirrored = {
            code: {
                question.kooperacje_measure: question for question in self.surveys[code].question_ids
                if question.kooperacje_measure
            } for code in ("3", "6")
        }
        both = set(mirrored["3"]) & set(mirrored["6"])
        self.assertEqual(both, {
            "frequency", "quality", "initiative", "basis", "procedures", "understanding", "trust", "information",
            "joint_goals", "refusals", "change", "relief", "barriers", "proposals", "institution_type", "position",
            "seniority",
        })
        for measure in both:
            office, partners = mirrored["3"][measure], mirrored["6"][measure]
            self.assertEqual(office.question_type, partners.question_type, measure)
            self.assertEqual(
                office.suggested_answer_ids.mapped("kooperacje_key"),
                partners.suggested_answer_ids.mapped("kooperacje_key"), measure,
            )
        self.assertLess(
            set(mirrored["3"]["quality"].matrix_row_ids.mapped("kooperacje_key")),
            set(mirrored["6"]["quality"].matrix_row_ids.mapped("kooperacje_key")),
        )

    def test_team_is_asked_of_the_same_before_and_after(self):
        asked = {
            code: set(self.surveys[code].question_ids.mapped("kooperacje_measure")) for code in ("16A", "16B", "16C")
        }
        self.assertLessEqual({"overall", "goals", "roles", "support"}, asked["16A"] & asked["16C"])
        self.assertLessEqual({"goals", "roles", "support", "services", "family"}, asked["16B"] & asked["16C"])

    def test_barriers_are_those_of_the_dictionary(self):
        barriers = self.env["kooperacje.barrier"].search([]).mapped("name")
        for code, number in (("1B", "11"), ("3", "14"), ("6", "14")):
            self.assertEqual(self._questions(code, number).suggested_answer_ids.mapped("value"), barriers)

    def test_benefits_are_those_of_the_four_dictionaries(self):
        """K3D-247–250: families, staff, institutions, community, each with what the sources name."""
        benefits = self._questions("13", "12").suggested_answer_ids.mapped("value")
        for group, named in (
            ("rodziny", (
                "jakość", "skuteczniejsza", "korzystanie", "ciągłość", "kompletność", "zasobów", "w całości",
                "diagnoza", "informacji", "oszczędność czasu",
            )),
            ("pracownicy", ("potrzeb", "w zespole", "synergii", "sieci kontaktów", "umiejętności")),
            ("instytucje", (
                "wspólne cele", "długoterminowe", "koszty", "wizerunek", "wiedza o osobach potrzebujących", "kontaktu",
            )),
            ("społeczność", ("koprodukcja", "kapitał relacyjny", "wiarygodność", "akceptacja")),
        ):
            of_group = " ".join(one for one in benefits if one.startswith(f"{group}:"))
            for words_ in named:
                self.assertIn(words_, of_group)

    def test_barriers_of_the_village_can_be_chosen(self):
        barriers = " ".join(self.env["kooperacje.barrier"].search([("source", "like", "RUR-185")]).mapped("name"))
        self.assertIn("Brak anonimowości", barriers)
        self.assertIn("Odległość od ośrodków", barriers)

    def test_anonymous_ones_ask_for_three_data_and_no_more(self):
        """Convention of the tools: type of institution, position, seniority."""
        for code in ("2", "3", "6", "13", "16A", "16B", "16C"):
            about = self.surveys[code].question_ids.filtered(lambda question: question.kooperacje_key[0] == "m")
            self.assertEqual(about.mapped("title"), ["Typ instytucji", "Stanowisko", "Staż"])
            self.assertFalse(
                self.surveys[code].question_ids.filtered("save_as_email") | self.surveys[code].question_ids.filtered(
                    lambda question: question.question_type in ("char_box", "date", "datetime"),
                ), "nothing by which a person could be known",
            )

    def test_institution_is_described_once(self):
        for code in ("1A", "1B"):
            head = self.surveys[code].question_ids.filtered(lambda question: question.kooperacje_key[0] == "i")
            self.assertEqual(head.mapped("title"), [
                "Nazwa instytucji", "Typ instytucji", "Organ prowadzący", "Poziom", "Sektor", "TERYT", "Adres",
                "NIP/REGON", "Telefon", "E-mail", "WWW", "Wypełniający", "Data", "Instytucja potwierdza podane dane",
            ])

    def test_only_the_name_of_the_institution_must_be_given(self):
        """Few mandatory fields (RUR-17)."""
        mandatory = self.env["survey.question"].search([
            ("survey_id.kooperacje_tool", "in", list(TOOLS)), ("survey_id.company_id", "=", False),
            ("constr_mandatory", "=", True),
        ])
        self.assertEqual(set(mandatory.mapped("title")), {"Nazwa instytucji"})

    def test_keys_are_unique_within_a_questionnaire(self):
        for code, survey in self.surveys.items():
            keys = survey.question_ids.mapped("kooperacje_key")
            self.assertEqual(len(keys), len(set(keys)), code)
            for question in survey.question_ids:
                for answers in (question.suggested_answer_ids, question.matrix_row_ids):
                    keys = answers.mapped("kooperacje_key")
                    self.assertEqual(len(keys), len(set(keys)), question.title)


@tagged("post_install", "-at_install")
class TestQuestionLimits(TransactionCase):
    """What a form does not let one choose, a forged answer does not get in either."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref("kooperacje.survey_3")
        cls.barriers = cls.env.ref("kooperacje.survey_3_q14")
        cls.trust = cls.env.ref("kooperacje.survey_3_q7")

    def test_three_barriers_at_most(self):
        choices = [str(answer.id) for answer in self.barriers.suggested_answer_ids]
        self.assertFalse(self.barriers.validate_question(choices[:3]))
        self.assertFalse(self.barriers.validate_question(choices[:3], comment="Inne"))
        self.assertIn("at most 3", self.barriers.validate_question(choices[:4])[self.barriers.id])

    def test_one_choice_given_alone(self):
        self.assertFalse(self.barriers.validate_question(str(self.barriers.suggested_answer_ids[0].id)))
        self.assertFalse(self.barriers.validate_question([]))

    def test_no_limit_without_a_number(self):
        form = self.env.ref("kooperacje.survey_1a_q1")
        self.assertFalse(form.validate_question([str(answer.id) for answer in form.suggested_answer_ids]))

    def test_negative_limit_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.barriers.copy({"survey_id": False}).kooperacje_max_choices = -1
            self.env.flush_all()

    def test_scale_takes_its_figures_only(self):
        for figure in ("1", "5", 3):
            self.assertFalse(self.trust.validate_question(figure))
        for figure in ("0", "6", "99", "-1", "1.5", "pięć"):
            with self.subTest(figure):
                self.assertTrue(self.trust.validate_question(figure))

    def test_not_applicable_is_no_answer(self):
        self.assertFalse(self.trust.validate_question(""))
        # Answers of a questionnaire of the Model belong to a wave; how a line is kept does not depend on it.
        entry = self.env["survey.user_input"].create({
            "survey_id": self.env["survey.survey"].create({"title": "Obiad"}).id, "test_entry": True,
        })
        entry._save_lines(self.trust, "")
        self.assertTrue(entry.user_input_line_ids.skipped)

    def test_numbers_within_reason(self):
        hours = self.env.ref("kooperacje.survey_16b_q9")
        self.assertFalse(hours.validate_question("12"))
        self.assertTrue(hours.validate_question("-1"))
        self.assertTrue(hours.validate_question("dużo"))
        plan = self.env.ref("kooperacje.survey_13_q13")
        self.assertTrue(plan.validate_question("101"))

    def test_other_questionnaires_of_the_database_keep_their_ways(self):
        survey = self.env["survey.survey"].create({"title": "Obiad"})
        question = self.env["survey.question"].create({
            "survey_id": survey.id, "title": "Smakowało?", "question_type": "scale", "scale_min": 0, "scale_max": 10,
        })
        self.assertFalse(question.validate_question("11"))
