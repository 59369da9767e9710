import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_date

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.typed_code import new_code, typed_code
from odoo.addons.kooperacje.models.access.concrete import concrete_models

PAGE = "/kooperacje/odpowiedz"


class AnswerLinkMixin(models.AbstractModel):
    """An invitation that somebody without an account answers alone: behind a link in a mail, or with a code that is
    typed from a letter.

    The page says what is asked and who asks. It shows nothing of a family and opens nothing else: what follows from the
    answer is what the model's own step does. The code holds until the day of the answer, for one answer. It ends when
    the invitation ends, when another one is made, when the person gets an account or is archived, and, if it went by
    mail, when the person's address is no longer the one it went to.

    A model that takes this in says whom it asks (``_answer_person``), whether it still waits (``_answer_is_awaited``),
    until when (``_answer_last_day``), with which words (``_answer_question``), what may be chosen (``_answer_choices``)
    and what is done then (``_take_answer``); ``_answer_letter_xmlid`` names the paper that bears the code.
    """

    _name = "kooperacje.answer.link.mixin"
    _description = "Answered without an account"
    # Of a model that is guarded (``kooperacje.guarded.mixin``) and printed (``kooperacje.document.printed``).
    _system_fields = frozenset({
        "answer_code", "answer_link_to", "answer_link_on", "answer_link_until", "answered_by_link",
    })

    # Read by nobody: whoever knows it answers in the person's place.
    answer_code = fields.Char(
        groups=fields.NO_ACCESS, copy=False, readonly=True, index="btree_not_null", export_string_translation=False,
    )
    answer_link_to = fields.Char("Link sent to", copy=False, readonly=True, help="Empty where it went by letter.")
    answer_link_on = fields.Date("Link or code given on", copy=False, readonly=True)
    answer_link_until = fields.Date("Link holds until", copy=False, readonly=True)
    answered_by_link = fields.Boolean("Answered by the link", copy=False, readonly=True)
    may_send_answer_link = fields.Boolean(
        compute="_compute_may_send_answer_link", export_string_translation=False,
    )

    # What erasing has emptied bears none.
    _answer_code_uniq = models.UniqueIndex("(answer_code) WHERE answer_code LIKE '____-____-____'")

    @api.depends(lambda self: self._answer_depends())
    def _compute_may_send_answer_link(self):
        # sudo: whether the person has an account, which the caller may know of whoever is invited.
        for record, one in zip(self, self.sudo(), strict=True):
            person = one._answer_person()
            record.may_send_answer_link = one._answer_is_awaited() and bool(person) and not person._accounts()

    # ------------------------------------------------------------
    # What a model says
    # ------------------------------------------------------------

    @api.model
    def _answer_depends(self):
        return []

    def _answer_person(self):
        """Whom the question is put to (``res.partner``), or nobody."""
        raise NotImplementedError

    def _answer_is_awaited(self):
        raise NotImplementedError

    def _answer_last_day(self):
        """Last day on which the answer is taken."""
        raise NotImplementedError

    def _answer_question(self):
        """What the page and the letter say, in the language of the environment, without a word of a family.

        :return: ``{"title", "paragraphs": [text], "facts": [(label, text)]}``
        """
        raise NotImplementedError

    def _answer_choices(self):
        """What may be answered: ``[{"key", "label", "hint", "reasons": [(id, text)] or None, "asks_words"}]``."""
        raise NotImplementedError

    def _take_answer(self, key, reason_id, words):
        """Do what follows from the answer, as superuser; return what the person is told.

        :raises UserError: it cannot be taken now. The page does not pass the message on.
        """
        raise NotImplementedError

    # ------------------------------------------------------------
    # Making a link or a code
    # ------------------------------------------------------------

    def _check_answer_link(self):
        """:raises UserError: nobody is to be asked by a link"""
        self.check_access("write")
        # sudo: as above.
        for record in self.sudo():
            person = record._answer_person()
            if not record._answer_is_awaited():
                raise UserError(self.env._("No answer is awaited here any more, so there is nothing to send."))
            if not person:
                raise UserError(self.env._("Say first who is invited: choose the person."))
            if person._accounts():
                raise UserError(self.env._(
                    "%s has an account and answers after logging in. A link is for those without an account.",
                    person.name,
                ))

    def _renew_answer_code(self, address):
        """A code in place of the one before, which opens nothing from now on."""
        # sudo: the caller has been checked; the code is kept from everybody.
        for record in self.sudo():
            record.write({
                "answer_code": new_code(), "answer_link_to": address(record), "answer_link_on": office_today(),
                "answer_link_until": record._answer_last_day(),
            })

    def _end_answer_link(self):
        # sudo: a link that has done its work is nobody's.
        self.sudo().filtered("answer_code").write({"answer_code": False})

    def action_send_answer_link(self):
        """Send each person the link by mail; a link or code given before opens nothing from then on.

        :raises UserError: no answer is awaited, the person has an account, or no e-mail
        """
        self._check_answer_link()
        for record in self.sudo():  # sudo: checked above; the address of the person invited.
            if not email_normalize(record._answer_person().email):
                raise UserError(self.env._(
                    "%s has no e-mail address. Enter one, or print the letter with the code.",
                    record._answer_person().name,
                ))
        self._mail_answer_links()
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "type": "success", "message": self.env._("The link has been sent. It works once."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _mail_answer_links(self):
        """Queue one mail for each; the queue deletes it once it is sent."""
        self._renew_answer_code(lambda record: email_normalize(record._answer_person().email))
        mails = []
        # sudo: the code goes into the mail and nowhere else.
        for record in self.sudo():
            person = record._answer_person()
            reader = record._in_language_of(person)
            question = reader._answer_question()
            office = record.company_id
            mails.append({
                # Neither a person nor a family is named where a mail is seen before it is opened.
                "subject": reader.env._("%s: please answer", question["title"]),
                "email_from": office.email_formatted or self.env.user.email_formatted,
                "recipient_ids": [fields.Command.link(person.id)], "auto_delete": True,
                "body_html": reader.env["ir.qweb"]._render("kooperacje.answer_mail", {
                    "question": question, "office": office, "link": record._answer_url(),
                    "until": format_date(reader.env, record.answer_link_until),
                }),
            })
        # sudo: as above.
        self.sudo().env["mail.mail"].create(mails)
        if mails:
            # sudo: a person waits for this mail; the queue is the program's.
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def action_print_answer_letter(self):
        """The letter with the code, for whoever has no e-mail. A link sent by mail opens nothing from then on: what
        went to somebody's own address is not printed for others.
        """
        self._check_answer_link()
        # sudo: whether the code stands; it is printed by the paper, never shown.
        fresh = self.sudo().filtered(lambda record: record.answer_link_to or not record._answer_link_holds())
        self.browse(fresh.ids)._renew_answer_code(lambda _record: False)
        return self.env.ref(self._answer_letter_xmlid).report_action(self)

    def _answer_letter(self):
        """What the letter prints of the code: ``{"code", "qr", "page", "until"}``.

        ``None`` where no code has been drawn for a letter, where it went by mail to its reader alone, and for whoever
        may not write the record and so hands out no letters.
        """
        self.ensure_one()
        # sudo: the code is read by nobody; who may write this record hands the letter out.
        one = self.sudo()
        if one.answer_link_to or not one._answer_link_holds() or not self.has_access("write"):
            return None
        drawing = createBarcodeDrawing("QR", value=one._answer_url(), width=100, height=100, barBorder=1)
        picture = base64.b64encode(drawing.asString("svg").encode()).decode()
        return {
            "code": one.answer_code, "page": f"{self.get_base_url()}{PAGE}", "until": one.answer_link_until,
            "qr": f"data:image/svg+xml;base64,{picture}",
        }

    def _answer_url(self):
        return f"{self.get_base_url()}{PAGE}/{self.answer_code}"

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _answer_models(self):
        return concrete_models(self.env, "kooperacje.answer.link.mixin")

    @api.model
    def _by_answer_code(self, text):
        """The record that the holder of the code ``text`` may answer today, as superuser; ``None`` if there is none.

        Whether there never was one, or it has ended, is not told.
        """
        code = typed_code(text)
        for name in self._answer_models():
            # sudo: the code is the right to answer; its holder need not be logged in.
            record = self.env[name].sudo().search([("answer_code", "=", code)], limit=1)
            if record:
                return record if record._answer_link_holds() else None
        return None

    def _answer_link_holds(self):
        """Call it as superuser."""
        self.ensure_one()
        person = self._answer_person()
        return bool(
            self.answer_code and self.answer_link_until and self.answer_link_until >= office_today()
            and self._answer_is_awaited() and person.active and not person._accounts()
            and (not self.answer_link_to or self.answer_link_to == email_normalize(person.email))
        )

    def _answer(self, key, reason_id=None, words=""):
        """Take the answer of the holder of the code; the code has done its work. Call it as superuser.

        Of two answers at once PostgreSQL refuses the later one, for both write this row; repeated, it finds no code.

        :param key: of ``_answer_choices``
        :return: what the person is told
        :raises UserError: what is missing, or why it cannot be taken now
        """
        self.ensure_one()
        choice = next((one for one in self._answer_choices() if one["key"] == key), None)
        if choice is None or not self._answer_link_holds():
            raise UserError(self.env._("This invitation cannot be answered any more."))
        # The history names who answered, not the public user of the page.
        self._track_set_author(self._answer_person())
        told = self._take_answer(key, reason_id, words)
        self.write({"answer_code": False, "answered_by_link": True})
        return told
