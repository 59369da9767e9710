from odoo import models


class Demo(models.AbstractModel):
    _inherit = "kooperacje.demo"

    def _load_course(self):
        """What the course of cases leaves: a periodic assessment, contacts of after-care, a request, an offer."""
        self._load_periodic_assessment("zastepcza")
        self._load_aftercare_contact("bajkowska")
        self._load_need_request("przykladowska")

    def _load_periodic_assessment(self, key):
        case = self._case_as_manager(key)
        assessment = self._as_manager(case, "kooperacje.assessment").create({
            "case_id": case.id, "assessed_on": self._day(-4), "conclusion": "continue", "family_score": "3",
            "family_changes": "Pani Maria chodzi na kurs. Ola mówi, że matematyka przestała być straszna.",
            "family_helped": "Pomogło to, że kurs jest na miejscu. Przeszkadza dojazd do poradni.",
            "worker_view": "Plan realizowany zgodnie z ustaleniami; do rozwiązania pozostaje dojazd.",
            "members_view": "Korepetycje odbywają się co tydzień, frekwencja pełna.",
            "conclusion_note": "Zapytać stowarzyszenie o wspólny dojazd.",
        })
        assessment.goal_line_ids.attainment = "-1"
        assessment.action_complete()

    def _load_aftercare_contact(self, key):
        case = self._case_as_manager(key)
        # Only the date of what has been done by the methods: the support ended five weeks ago.
        case.sudo().aftercare_from = self._day(-35)
        contact = self._as_manager(case, "kooperacje.aftercare.contact").create({
            "case_id": case.id, "contact_on": self._day(-4), "form": "phone",
            "family_words": "Poranki są spokojne. Raz w tygodniu jeszcze się kłócimy, ale wiemy, jak to przerwać.",
        })
        contact.goal_line_ids.kept = "4"

    def _load_need_request(self, key):
        case = self._case_as_manager(key)
        wizard = self._as_manager(case, "kooperacje.need.request.wizard").create({"case_id": case.id})
        if wizard.line_ids:
            wizard.line_ids[:1].name = "Poradnictwo w sprawie zadłużenia za energię"
            wizard.action_file()

    def _case_as_manager(self, key):
        case = self._ref(f"case_{key}")
        return self._as_user(case.user_id, case)
