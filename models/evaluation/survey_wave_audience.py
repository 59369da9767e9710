from odoo import models

from odoo.addons.kooperacje.models.evaluation.survey_wave import CLOSING_TOOLS

# Audiences that speak for one side of the co-operation; in a team sit both.
SIDES = {"ops_staff": "ops", "partner_staff": "partner", "institutions": "partner", "family": "family"}


class SurveyWave(models.Model):
    """Who is asked: nobody types addresses, they follow from roles, memberships and teams."""

    _inherit = "kooperacje.survey.wave"

    def _side(self):
        """The side for which the answers speak, if it is one."""
        return SIDES.get(self.audience)

    def _audience_people(self, among=None):
        """Who is to be asked today, as ``{partner: institution}``; families are asked one by one (``_issue_ticket``).

        Read as superuser: the caller may send the wave, not read every role of the office.

        :param among: only these people are looked at, so that an answer does not cost the whole audience
        """
        self.ensure_one()
        people = getattr(self.sudo(), f"_people_{self.audience}")(among)
        if self.team_id and self.only_partner_ids:
            people = {partner: people[partner] for partner in people if partner in self.only_partner_ids}
        return people

    def _people_ops_staff(self, among):
        """Everybody who holds a role in the office today, and its staff without a login (tools 2 and 3)."""
        # No more of the office than who it is: whoever answers waits for it.
        self.company_id.fetch(["partner_id"])
        office = self.company_id.partner_id
        people = self._staff_without_login(office, among=among)
        if among is not None and len(people) == len(among):
            # Whoever has a login is not among the staff without one.
            return people
        return people | self._role_people([("institution_id", "=", office.id)], among)

    def _people_partner_staff(self, among):
        """Workers of the partners who have a role, and workers whom their institution has named (tool 6)."""
        members = self.partnership_id.member_ids - self.company_id.partner_id
        people = self._staff_without_login(members, [("team_available", "=", True)], among)
        people |= self._role_people([
            ("institution_id", "in", members.ids), ("role", "in", ("coordinator", "specialist")),
        ], among)
        for membership in self._standing_memberships():
            named = membership.representative_id | membership.deputy_id | membership.coordinator_id
            named = named - membership.institution_id if among is None else (named - membership.institution_id) & among
            for partner in named:
                people.setdefault(partner, membership.institution_id)
        return people

    def _staff_without_login(self, institutions, domain=(), among=None):
        """Contacts of the institutions; whoever has a login is known by the role, which ends when the person leaves."""
        contacts = self.env["res.partner"].search_fetch([
            ("parent_id", "in", institutions.ids), ("is_company", "=", False), ("type", "=", "contact"),
            ("user_ids", "=", False), *domain, *([] if among is None else [("id", "in", among.ids)]),
        ], ["parent_id", "email"] if among is None else [])
        return {contact: contact.parent_id for contact in contacts}

    def _standing_memberships(self):
        return self.env["kooperacje.membership"].search([
            ("partnership_id", "=", self.partnership_id.id), ("state", "=", "member"),
            ("institution_id", "!=", self.company_id.partner_id.id),
        ])

    def _people_team_members(self, among):
        """Members of the team today; for a finished team, those who were in it to its end.

        The closing survey goes to everybody who sat in a meeting of the team, also to those who have left it.
        """
        team = self.team_id
        asked = team._attended_members() if self.tool in CLOSING_TOOLS else team._survey_members()
        members = team.member_ids.filtered(lambda member: member.partner_id and member.date_from and (
            member in asked or member.partner_id in self.only_partner_ids
        ))
        return {member.partner_id: member.institution_id for member in members}

    def _people_institutions(self, among):
        return {institution: institution for institution in self.institution_ids}

    def _people_family(self, among):
        return {}

    def _role_people(self, domain, among):
        assignments = self.env["kooperacje.role.assignment"].search([
            ("company_id", "=", self.company_id.id), ("is_current", "=", True), *domain,
            *([] if among is None else [("user_id.partner_id", "in", among.ids)]),
        ])
        return {one.user_id.partner_id: one.institution_id for one in assignments if one.user_id.active}

    def _new_people(self):
        people = self._audience_people()
        # sudo: who has been asked already; the list is the office's own.
        invited = self.sudo().ticket_ids.partner_id
        return {partner: institution for partner, institution in people.items() if partner not in invited}

    def _invite(self, people):
        """Tickets for ``people`` and a place in the queue of mails: a constant number of queries."""
        self.ensure_one()
        # superuser: tickets are made by the wave only, whoever sends it.
        self.env["kooperacje.survey.ticket"].sudo().create([{
            "wave_id": self.id, "partner_id": partner.id, "sector_id": institution.sector_id.id,
            "has_email": mailed, "mail_due": "invite" if mailed else False,
        } for partner, institution in people.items() for mailed in [bool(partner.email) and not self.on_paper]])
        if people:
            self._trigger_mails()

    def _queue_mails(self, kind):
        # superuser: who has answered is read by nobody, and written down nowhere but here.
        tickets = self.env["kooperacje.survey.ticket"].sudo().search([
            ("wave_id", "in", self.ids), ("has_email", "=", True),
        ]).filtered(lambda ticket: not ticket.answered)
        tickets.write({"mail_due": kind})
        if tickets:
            self._trigger_mails()

    def _trigger_mails(self):
        # sudo: the job belongs to the module.
        self.env.ref("kooperacje.cron_survey_mails").sudo()._trigger()
