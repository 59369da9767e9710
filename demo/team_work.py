from dateutil.relativedelta import relativedelta

from odoo import models

# Days back from today, kind (code of tool 15), hours, what was done; each worker's week repeats with other families.
WEEK = [
    (1, "visit", 1.5, "Wizyta w domu: rozmowa o poranku i o szkole."),
    (1, "phone", 0.25, "Umówienie terminu w poradni."),
    (2, "letter", 0.5, "Pismo do szkoły w sprawie świetlicy."),
    (3, "talk", 1, "Rozmowa w ośrodku: co się udało w tym tygodniu."),
    (4, "consultation", 0.75, "Uzgodnienie planu z psychologiem."),
    (4, "accompanying", 2, "Wspólna wizyta w urzędzie pracy."),
]
WEEKS = 6
# Families of each worker of the story, by key.
ENTRIES = {
    "anna": ["przykladowska", "zmyslona", "fikcyjna", "wymyslona"],
    "olga": ["probna", "papierowa", "zastepcza"],
    "beata": ["nieistniejacy", "testowa"],
}


class Demo(models.AbstractModel):
    """Daily work of the story: activity cards, a private member, undertakings, an invitation left unanswered."""

    _inherit = "kooperacje.demo"

    def _load_team_work(self):
        for login, keys in ENTRIES.items():
            self._load_entries(login, [key for key in keys if self._demo_case(key)])
        self._load_card_of_last_month("anna")
        self._load_private_member("papierowa")
        self._load_undertakings("papierowa")
        # superuser: the job of the night.
        self.env["kooperacje.team.member"].sudo()._cron_invitations()

    def _demo_case(self, key):
        return self.env.ref(f"kooperacje.demo_case_{key}", raise_if_not_found=False)

    def _load_entries(self, login, keys):
        values = []
        for week in range(WEEKS):
            for number, (days, kind, hours, text) in enumerate(WEEK):
                case = self._demo_case(keys[(week + number) % len(keys)])
                values.append({
                    "case_id": case.id, "date": self._day(-days - 7 * week), "duration": hours,
                    "kind_id": self.env.ref(f"kooperacje.activity_kind_{kind}").id, "description": text,
                })
        self._as(login, "kooperacje.activity.log").create(values)

    def _load_card_of_last_month(self, login):
        month = self._day(0).replace(day=1) - relativedelta(months=1)
        card = self._as(login, "kooperacje.activity.card").create({"month": month})
        if card.entry_count:
            card.action_issue()
        self._remember(card, f"activity_card_{login}")

    def _load_private_member(self, key):
        """A neighbour whom the family wants in the team; answers through the case manager."""
        case = self._demo_case(key)
        team = case.team_ids[:1]
        self._as_manager(case, "kooperacje.team.private").create({
            "team_id": team.id, "first_name": "Genowefa", "last_name": "Sąsiedzka-Zmyślona",
            "relation": "significant", "reason": "Odbiera syna ze szkoły.", "family_agreed_on": self._day(-5),
            "register_checked_on": self._day(-5), "register_result": "absent",
        }).action_confirm()
        member = team.member_ids.filtered("is_private")
        self._as_user(case.user_id, member).action_accept()

    def _load_undertakings(self, key):
        """Of the members without an account: one signed, the other to be signed at the first meeting."""
        case = self._demo_case(key)
        meeting = self._as_user(case.user_id, case.meeting_ids[:1])
        meeting.action_add_participants()
        papers = self._as_manager(case, "kooperacje.secrecy.undertaking").search(
            meeting.action_prepare_secrecy()["domain"], order="id",
        )
        self._sign(papers[0], self._day(-1))
