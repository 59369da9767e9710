import base64
import secrets

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, fields, models
from odoo.exceptions import UserError

# As many as one job writes before it saves its work.
MAIL_BATCH = 200


# Letters and figures nobody mistakes for another, in whichever hand they are copied.
PAPER_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
# Three groups of four: 59 bits, which nobody guesses over a network at whatever pace.
PAPER_GROUPS, PAPER_GROUP = 3, 4


def _new_token():
    return secrets.token_urlsafe(24)


def _grouped(letters):
    return "-".join("".join(letters[at:at + PAPER_GROUP]) for at in range(0, len(letters), PAPER_GROUP))


def _new_paper_token():
    """A code to be copied from a slip by hand, as ``3kfm-9xwp-tz72``."""
    return _grouped([secrets.choice(PAPER_LETTERS) for _number in range(PAPER_GROUPS * PAPER_GROUP)])


def _typed_token(text):
    """``text`` as the code of a slip: whatever the case and however it was grouped."""
    return _grouped("".join(text.lower().split()).replace("-", ""))


class SurveyTicket(models.Model):
    """The right of one person to answer a wave once. Made by the wave only (``_invite``, ``_issue_ticket``).

    A ticket knows whom it was given to and, until the results are made, whether it has been used; it knows no answer,
    and no answer knows a ticket. A family's ticket does not know the family either. Token and use are read by nobody.
    """

    _name = "kooperacje.survey.ticket"
    _description = "Invitation to answer a questionnaire"
    _inherit = ["kooperacje.case.pointer"]
    _order = "wave_id, partner_id, id"
    _rec_name = "wave_id"
    # Rows bear no moments: who was last to change would tell when somebody has answered.
    _log_access = False
    # The team is that of its wave.
    _holds_family_data = False

    wave_id = fields.Many2one("kooperacje.survey.wave", "Wave", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", related="wave_id.company_id", store=True, index=True)
    team_id = fields.Many2one("kooperacje.team", related="wave_id.team_id", store=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Who", index="btree_not_null", ondelete="cascade")
    institution_id = fields.Many2one("res.partner", "Institution", related="partner_id.parent_id", related_sudo=True)
    sector_id = fields.Many2one("kooperacje.sector", "Sector", ondelete="restrict")
    has_email = fields.Boolean("By e-mail", help="The others get the link on paper.")
    access_token = fields.Char(
        default=lambda self: _new_token(), required=True, copy=False, groups=fields.NO_ACCESS,
    )
    answered = fields.Boolean(copy=False, groups=fields.NO_ACCESS)
    mail_due = fields.Selection([("invite", "Invitation"), ("remind", "Reminder")], copy=False, groups=fields.NO_ACCESS)

    _token_uniq = models.UniqueIndex("(access_token)", "Two tickets bear the same token.")
    _partner_uniq = models.UniqueIndex(
        "(wave_id, partner_id) WHERE partner_id IS NOT NULL", "This person has been invited already.",
    )
    _mail_idx = models.Index("(id) WHERE mail_due IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("has_email"):
                vals.setdefault("access_token", _new_paper_token())
        return super().create(vals_list)

    def _url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/kooperacje/survey/{self.access_token}"

    def _printed_url(self):
        """The link, for paper. Who got it by mail answers alone: whoever sends a wave cannot answer for the others.

        :raises UserError: the link went by mail
        """
        self.ensure_one()
        self.check_access("read")
        if self.has_email:
            raise UserError(self.env._("Links that were sent by e-mail are not printed: they belong to their reader."))
        # sudo: the token is read by nobody; who may read this ticket hands it out.
        return self.sudo()._url()

    def _qr(self):
        """The link as a picture, in the page itself: no other request, no address with the token in a log."""
        self.ensure_one()
        drawing = createBarcodeDrawing("QR", value=self._printed_url(), width=100, height=100, barBorder=1)
        picture = drawing.asString("svg")
        return f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"

    @api.model
    def _by_token(self, token):
        """The ticket of ``token``, as superuser, or none. For those who hold the link, logged in or not."""
        # sudo: the token is the right to answer.
        Ticket = self.sudo()
        if not token:
            return Ticket.browse()
        return Ticket.search([("access_token", "in", [token, _typed_token(token)])], limit=1)

    # ------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------

    @api.model
    def _cron_mails(self):
        """Write the mails that wait, a batch at a time; Odoo's own queue sends them."""
        done, left = self._write_due_mails()
        self.env["ir.cron"]._commit_progress(done, remaining=left)

    @api.model
    def _write_due_mails(self, limit=MAIL_BATCH):
        """:return: how many were written, how many still wait"""
        domain = [("mail_due", "!=", False)]
        tickets = self.search(domain, limit=limit, order="id")
        tickets._write_mails()
        return len(tickets), self.search_count(domain)

    def _write_mails(self):
        """Queue one mail for each ticket that may still be used; the queue deletes it once it is sent."""
        values = []
        usable = self.filtered(lambda ticket: ticket.wave_id.state == "open" and ticket.partner_id.email)
        for ticket in usable:
            wave, partner = ticket.wave_id, ticket.partner_id
            env = self.with_context(lang=partner.lang or "pl_PL").env
            title = wave.with_env(env).survey_id.title
            remind = ticket.mail_due == "remind"
            # The subject names neither a person nor a family; reminders are the same for all.
            subject = env._("Reminder: %s", title) if remind else env._("Please answer: %s", title)
            values.append({
                "subject": subject, "email_from": wave.company_id.email_formatted or self.env.user.email_formatted,
                "recipient_ids": [(4, partner.id)], "auto_delete": True,
                "body_html": env["ir.qweb"]._render("kooperacje.survey_mail", {
                    "wave": wave.with_env(env), "url": ticket._url(), "remind": remind, "title": title,
                    "office": wave.company_id.name,
                }),
            })
        self.env["mail.mail"].create(values)
        self.write({"mail_due": False})

    # ------------------------------------------------------------
    # On paper and on a tablet
    # ------------------------------------------------------------

    def action_print(self):
        """Slips with the link as a picture (QR), for those without e-mail."""
        self.check_access("read")
        on_paper = self.filtered(lambda ticket: not ticket.has_email)
        if not on_paper:
            raise UserError(self.env._("Links that were sent by e-mail are not printed: they belong to their reader."))
        return self.env.ref("kooperacje.action_report_survey_slip").report_action(on_paper)

    def action_take(self):
        """Open the questionnaire here: the worker's tablet, handed over to the person."""
        self.ensure_one()
        self.check_access("read")
        if self.partner_id and self.partner_id != self.env.user.partner_id:
            raise UserError(self.env._("Everybody answers for himself or herself. Print the slip with the link."))
        # sudo: the token is read by nobody; who may read this ticket may hand it out.
        return {"type": "ir.actions.act_url", "url": self.sudo()._url(), "target": "new"}
