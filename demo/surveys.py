import random
from datetime import timedelta

from odoo import models

# What people write; neutral enough for any question that asks for words.
WORDS = (
    "Warto spotykać się częściej, choćby na godzinę w miesiącu.",
    "Najbardziej pomaga jedna osoba do kontaktu w każdej instytucji.",
    "Za dużo pism, za mało rozmów.",
    "Czekamy zbyt długo na informację zwrotną.",
    "Wspólne spotkanie z rodziną skróciło sprawę o kilka tygodni.",
    "Brakuje psychologa dziecięcego w gminie.",
    "Lokalny koszyk usług naprawdę się przydaje.",
    "Trudno pogodzić zespoły z bieżącą pracą.",
    "Dobrze, że rodzina sama mówi, czego potrzebuje.",
    "Przydałoby się szkolenie z wymiany danych.",
    "Lepiej rozumiem, co może policja, a czego nie może.",
    "Ustalenia powinny być krótkie i na piśmie.",
)
# Tool, days back it ended (none: open still), how good the answers are on a scale of five, how many do not answer.
OFFICE_WAVES = {
    "malkinia": [
        ("2", 300, 2.8, 1), ("3", 390, 2.7, 1), ("6", 390, 3.0, 4), ("3", 30, 3.7, 1), ("6", 30, 4.0, 3),
        ("13", None, 3.6, 8),
    ],
    "nur": [("3", 45, 3.1, 0), ("6", 45, 3.4, 2)],
}
TEAM_WAVES = {"malkinia": [("16A", 250, 2.9), ("16B", 120, 3.5), ("16C", 20, 4.1)]}
FAMILY_WAVES = {"malkinia": (15, 4.0, 7)}
DAYS = 14


class Demo(models.AbstractModel):
    """Questionnaires of the story: sent by the network worker, answered through tickets as by everybody else.

    Answers depend on the day of no one: the same on every installation. A wave is sent and answered today and then
    moved back, for nobody can answer a wave that has ended.
    """

    _inherit = "kooperacje.demo"

    def _load_surveys(self):
        network_workers = {"malkinia": "piotr", "nur": "pawel"}
        for office, login in network_workers.items():
            partnership = self._ref(f"pzk_{office}")
            for tool, ended, level, silent in OFFICE_WAVES.get(office, ()):
                wave = self._send_wave(login, tool, partnership_id=partnership.id)
                self._answer_wave(wave, level, silent)
                self._move_back(wave, ended)
            for tool, ended, level in TEAM_WAVES.get(office, ()):
                # superuser: the register of teams of the office.
                teams = self.env["kooperacje.team"].sudo().search([("partnership_id", "=", partnership.id)])
                for team in teams.filtered(lambda team: len(team._survey_members()) > 1):
                    wave = self._send_wave(login, tool, team_id=team.id)
                    self._answer_wave(wave, level)
                    self._move_back(wave, ended)
            if office in FAMILY_WAVES:
                ended, level, families = FAMILY_WAVES[office]
                wave = self._send_wave(login, "FAM", partnership_id=partnership.id)
                for _family in range(families):
                    wave._issue_ticket()
                self._answer_wave(wave, level)
                self._move_back(wave, ended)

    def _send_wave(self, login, tool, **values):
        survey = self.env.ref(f"kooperacje.survey_{tool.lower()}")
        wave = self._as(login, "kooperacje.survey.wave").create({"survey_id": survey.id, **values})
        wave.action_send()
        # The mails of a demo are nobody's.
        wave.sudo().ticket_ids.mail_due = False
        return wave

    def _answer_wave(self, wave, level, silent=0):
        # superuser: those who answer have the ticket and nothing else.
        tickets = wave.sudo().ticket_ids.sorted("id")
        for number, ticket in enumerate(tickets[:len(tickets) - silent]):
            chance = random.Random(f"{wave.tool} {level} {wave.sudo().team_id.name} {number}")
            ticket._submit(self._survey_answers(wave.sudo().survey_id, chance, level))

    def _survey_answers(self, survey, chance, level):
        return {
            question: self._survey_answer(question, chance, level) for question in survey.question_ids
            if question.constr_mandatory or chance.random() > 0.08
        }

    def _survey_answer(self, question, chance, level):
        kind, choices = question.question_type, question.suggested_answer_ids
        good = min(max(chance.gauss(level, 0.9), 1), 5)
        if kind == "scale":
            steps = question.scale_max - question.scale_min
            return str(question.scale_min + round((good - 1) / 4 * steps)), None
        if kind == "simple_choice":
            return [chance.choice(choices).id], None
        if kind == "multiple_choice":
            return chance.sample(choices.ids, min(len(choices), chance.randint(1, 3))), None
        if kind == "matrix":
            return {
                row.id: [choices[min(len(choices) - 1, max(0, round(chance.gauss(
                    (level - 1) / 4 * (len(choices) - 1), 1,
                ))))].id]
                for row in question.matrix_row_ids if question.constr_mandatory or chance.random() > 0.15
            }, None
        if kind == "numerical_box":
            return str(chance.randint(1, 12)), None
        if kind == "date":
            return str(self._day(-30)), None
        return (chance.choice(WORDS) if question.constr_mandatory or chance.random() > 0.4 else False), None

    def _move_back(self, wave, ended):
        """The wave as it was: sent two weeks before its end, ``ended`` days ago."""
        if ended is None:
            return
        end = self._day(-ended)
        wave._unguarded().write({"date_from": end - timedelta(days=DAYS), "date_to": end,
                                 "sent_on": end - timedelta(days=DAYS)})
        wave._settle()
