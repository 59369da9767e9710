from odoo import Command, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today


class Case(models.Model):
    _inherit = "kooperacje.case"

    handover_ids = fields.One2many("kooperacje.handover", "case_id", "Handing over")

    def _follow_case_manager(self, before):
        """The team and the open tasks go with the case: who runs it is a member from the start (K3D-162)."""
        self.ensure_one()
        # superuser: who has just handed the case over may no longer read it.
        case = self.sudo()
        case.activity_ids.filtered(lambda activity: activity.user_id == before).user_id = case.user_id
        team = case._get_open_team()
        own = case.company_id.partner_id
        live = team.member_ids.filtered(lambda member: member.state in ("proposed", "invited", "accepted"))
        former = live.filtered(lambda member: member.institution_id == own and member.partner_id == before.partner_id)
        if not former:
            return
        # The services of the office that the case manager stood for.
        services = former.service_ids
        former._leave(office_today())
        present = live.filtered(lambda member: member.partner_id == case.user_id.partner_id)
        if not present:
            # sudo: the new case manager takes the old one's place in the team; the handover has been checked.
            present = self.env["kooperacje.team.member"].sudo().create({
                "team_id": team.id, "institution_id": own.id, "partner_id": case.user_id.partner_id.id,
                "works_with_family": True, "service_ids": [Command.set(services.ids)],
            })
        present.filtered(lambda member: member.state != "accepted")._join()

    def _end_as_moved(self):
        """Close the case for the reason the Model gives: the family is helped elsewhere now."""
        self.closing_premise_id = self.env.ref("kooperacje.premise_end_moved")
        self._move_to_phase("closed")

    def _copy_to_office(self, user, partnership):
        """The case of the receiving centre: of persons, words and needs what the consent shares with it by scope.

        To be called as superuser. Papers, plans and notes stay with the office that made them.
        """
        self.ensure_one()
        Statement = self.env["kooperacje.consent.statement"]
        covering = Statement.search(Statement._valid_domain() & fields.Domain([
            ("case_id", "=", self.id), ("kind", "=", "sharing"),
            ("institution_id", "=", partnership.company_id.partner_id.id),
        ]))
        shared = covering.open_scope_ids
        codes = set(shared.mapped("code"))
        lines = self.case_person_ids if "IDENTITY" in codes else self.case_person_ids[:0]
        needs = self.need_line_ids.filtered(lambda need: not need.scope_id or need.scope_id in shared)
        persons = self.env["kooperacje.person"].create([{
            **{name: line.person_id[name] for name in ("first_name", "last_name", "birth_date", "phone")},
            "company_id": partnership.company_id.id,
        } for line in lines])
        return self.create({
            "partnership_id": partnership.id, "user_id": user.id, "unit_kind": self.unit_kind,
            "source": "institution", "need_words": self.need_words if "SUPPORT" in codes else False,
            "need_line_ids": [
                Command.create({"need_id": need.need_id.id, "priority": need.priority}) for need in needs
            ],
            "case_person_ids": [
                Command.create({"person_id": person.id, "relation": line.relation, "in_household": line.in_household})
                for person, line in zip(persons, lines, strict=True)
            ],
        })

    def action_hand_over(self):
        return self._open_wizard(
            "kooperacje.handover", self.env._("Hand the case over"), dialog_size="medium",
        )
