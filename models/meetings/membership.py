from odoo import fields, models


class Membership(models.Model):
    _inherit = "kooperacje.membership"

    # What an institution said at the initiating meeting (tool 5): the register of benefits and fears.
    benefits_seen = fields.Text("Benefits it sees", help="What the institution hopes for from working together.")
    fears = fields.Text(help="What it is afraid of, or what would stand in its way.")
    initiating_usefulness = fields.Selection(
        [("1", "1 – not at all"), ("2", "2 – hardly"), ("3", "3 – partly"), ("4", "4 – rather"), ("5", "5 – very")],
        "Was the meeting useful?",
    )
    initiating_will = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("undecided", "Not decided yet")], "Wants to join",
    )
    initiating_remarks = fields.Char("Remarks after the meeting")

    def _on_away_changed(self):
        """:raises ValidationError: for days by which a vote that was taken would have had no quorum"""
        result = super()._on_away_changed()
        # sudo: the rule holds whoever registers the change; a constraint runs as superuser too.
        votes = self.env["kooperacje.decision"].sudo().search([
            ("settled_by", "=", "vote"), ("meeting_id.state", "=", "held"),
            ("meeting_id.partnership_id", "in", self.partnership_id.ids),
        ])
        votes.meeting_id.invalidate_recordset(["member_institution_count", "present_institution_count", "has_quorum"])
        votes._check_votes()
        return result

    def _hand_over_to(self, target, day, reason):
        """Planned meetings invite the successor, and tasks written down in no signed protocol yet are its own."""
        open_points = super()._hand_over_to(target, day, reason)
        before, after = self.institution_id, target.institution_id
        # sudo: meetings of the partnership that the office leads.
        planned = self.env["kooperacje.meeting"].sudo().search([
            ("partnership_id", "=", self.partnership_id.id), ("case_id", "=", False), ("state", "=", "planned"),
            ("document_state", "=", "draft"),
        ])
        for meeting in planned:
            lines = meeting.participant_ids.filtered(lambda line: line.partner_id == before)
            if after in meeting.participant_ids.partner_id:
                lines.unlink()
            else:
                lines.write({"partner_id": after.id})
        # sudo: as above.
        tasks = self.env["kooperacje.decision"].sudo().search([
            ("meeting_id.partnership_id", "=", self.partnership_id.id), ("partner_id", "=", before.id),
            ("state", "=", "open"),
        ])
        drafts = tasks.filtered(lambda task: task.meeting_id.document_state == "draft")
        drafts.write({"partner_id": after.id})
        if tasks - drafts:
            open_points.append(self.env._(
                "tasks of signed protocols that name %(name)s: %(count)s; close them, and write those that go on into "
                "the next protocol", name=before.name, count=len(tasks - drafts),
            ))
        return open_points
