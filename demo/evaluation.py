from odoo import Command, models

# Number of the question: grade, answer, what it rests on, conclusion.
ANSWERS = {
    1: (4.1, "Działania odpowiadają potrzebom rodzin z wieloma problemami; mniej uwagi poświęcono osobom starszym.",
        "ankieta, 6 wywiadów, dane o potrzebach", "Włączyć do planu działania dla seniorów."),
    2: (0, "Brakuje ochrony zdrowia i przedstawiciela spółdzielni mieszkaniowej.", "grupa fokusowa (9 osób)",
        "Zaprosić przychodnię i spółdzielnię."),
    3: (4.4, "Współpraca jest zawiązana, spotkania odbywają się regularnie.", "protokoły posiedzeń, wywiady", ""),
    5: (3.6, "Instytucje delegują pracowników, ale czas na udział w zespołach nie jest zapisany w zakresach "
        "obowiązków.", "ankieta, grupa fokusowa", "Uzgodnić wymiar czasu na pracę w zespołach."),
    6: (3.9, "Koszyk jest aktualny; część pracowników jeszcze z niego nie korzysta.", "dane, ankieta",
        "Powtórzyć szkolenie z koszyka."),
    7: (4.2, "Uczestnicy szkoleń lepiej znają zadania innych instytucji.", "ankieta po szkoleniu", ""),
    8: (4.0, "Rodziny dostają pomoc szybciej i od jednego zespołu; widać to w realizacji celów planów.",
        "wyniki zespołów, głos rodzin", ""),
    15: (0, "Uprościć zapraszanie specjalistów i zabezpieczyć dojazdy rodzin.", "wszystkie metody", ""),
}
RECOMMENDATIONS = [
    ("Zapisanie czasu na udział w ZZK w zakresach obowiązków", 2, "PPP", 120),
    ("Zaproszenie przychodni do partnerstwa", 1, "OPS", 60),
    ("Powtórzenie szkolenia z lokalnego koszyka usług", 3, "PCPR", 90),
]
# What the external evaluator has found so far, by the number of the question.
FOUND = {
    1: (4.0, "Rodziny potwierdzają, że plan dotyczy tego, co same uznały za najważniejsze.", "ankieta rodzin", ""),
    8: (3.8, "Widać poprawę w sytuacji mieszkaniowej i szkolnej; najwolniej zmienia się sytuacja na rynku pracy.",
        "dane, 4 wywiady", "Wcześniej zapraszać PUP."),
}
TEXT = "Partnerstwo pracuje regularnie, a instytucje znają swoje usługi i zadania."


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_evaluation(self):
        """Małkinia: an evaluation adopted by the members, its recommendations in the next plan; reports."""
        partnership = self._as("maria", self._ref("pzk_malkinia"))
        evaluation = self._evaluate(partnership)
        evaluation.action_conclude()
        evaluation.meeting_id = partnership.env["kooperacje.meeting"].search([
            ("partnership_id", "=", partnership.id), ("kind", "=", "partnership"), ("state", "=", "held"),
        ], order="start", limit=1)
        self._sign(evaluation, self._day(0))
        evaluation.action_to_plan()
        self._load_external_evaluation(partnership)
        self._load_reports_of(partnership)

    def _load_external_evaluation(self, partnership):
        """Work with families, evaluated from outside and still under way (9.1, K3D-154)."""
        evaluation = partnership.env["kooperacje.evaluation"].create({
            "partnership_id": partnership.id, "scope": "families", "date_from": self._day(-200),
            "date_to": self._day(-1), "is_external": True, "evaluator_id": self._ref("user_justyna").id,
            "evaluator_name": "Akademia Przykładowa",
            "pool_ids": [Command.set(partnership.env["kooperacje.survey.pool"].search([
                ("partnership_id", "=", partnership.id), ("survey_id.kooperacje_tool", "in", ("FAM", "6")),
            ]).ids)],
        })
        evaluation.action_start()
        self._answer_questions(self._as("justyna", evaluation), FOUND)

    def _answer_questions(self, evaluation, answers):
        for number, (grade, answer, evidence, conclusion) in answers.items():
            question = self.env.ref(f"kooperacje.evaluation_question_{number}")
            evaluation.line_ids.filtered(lambda line, q=question: line.question_id == q).write({
                "grade": grade, "answer": answer, "evidence": evidence, "conclusion": conclusion,
            })

    def _evaluate(self, partnership):
        members = {
            member.institution_id.institution_type_id.code: member.institution_id
            for member in partnership.membership_ids
        }
        evaluation = partnership.env["kooperacje.evaluation"].create({
            "partnership_id": partnership.id, "date_from": self._day(-150), "date_to": self._day(-2),
        })
        evaluation.action_start()
        self._answer_questions(evaluation, ANSWERS)
        evaluation.write({
            "summary": "Partnerstwo osiąga cele związane z zawiązaniem współpracy i wiedzą członków. Najwięcej do "
                       "zrobienia pozostaje w warunkach pracy zespołów zadaniowych.",
            "decision": "continue", "decision_note": "Członkowie chcą kontynuować pracę Modelem.",
            "recommendation_ids": [
                Command.create({
                    "partnership_id": partnership.id, "name": name, "change": "organisational",
                    "goal_id": self.env.ref(f"kooperacje.partnership_goal_{goal}").id,
                    "owner_id": members.get(owner, partnership.leader_id).id, "date_due": self._day(days),
                }) for name, goal, owner, days in RECOMMENDATIONS
            ],
        })
        return evaluation

    def _load_reports_of(self, partnership):
        """The summary of effects, issued; the report of the running year, whose figures are still live."""
        Report = partnership.env["kooperacje.periodic.report"]
        year = self._day(0).year
        effects, _yearly = Report.create([
            {"kind": "effects", "partnership_id": partnership.id, "date_from": self._day(-150),
             "date_to": self._day(-2)},
            {"kind": "partnership_year", "partnership_id": partnership.id, "date_from": f"{year}-01-01",
             "date_to": f"{year}-12-31"},
        ])
        effects.section_ids.filtered(lambda section: section.is_obligatory and not section.body).body = TEXT
        effects.action_issue()
