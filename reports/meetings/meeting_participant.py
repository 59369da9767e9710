from odoo import models


class MeetingParticipant(models.Model):
    _inherit = "kooperacje.meeting.participant"

    def _document_row(self):
        self.ensure_one()
        partner = self.member_id.partner_id or self.partner_id
        institution = self.member_id.institution_id or (partner.parent_id if partner != partner.parent_id else partner)
        about = [institution.name, partner.function] if partner else []
        if self.member_id.is_private:
            about.append("osoba prywatna")
        if self.kind not in ("member", "institution"):
            about.append(self.with_context(lang=self.env["kooperacje.meeting"]._print_lang())._kind_label())
        return {
            "name": self.display_name,
            "about": ", ".join(item for item in about if item),
            "presence": self.env["kooperacje.meeting"]._print_value(self.presence, self._fields["presence"]),
            "signed": self.has_signed,
        }

    def _kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]
