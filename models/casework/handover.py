from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog


class Handover(models.Model):
    """Handing over of a case (przekazanie, RUR-102): offered by one side, taken by the other; access moves at once.

    To a colleague the case itself moves. Another office is another controller of data: it opens its own case with the
    data that the family's consent gives it (identity gives the persons), and the case here ends. The person who is
    offered a case sees its code and the reason, nothing of the family.
    """

    _name = "kooperacje.handover"
    _description = "Handing over of a case"
    _inherit = ["kooperacje.guarded.mixin", "mail.thread", "mail.activity.mixin", "kooperacje.case.data"]
    _order = "id desc"
    _system_fields = frozenset({
        "company_id", "to_company_id", "state", "from_user_id", "offered_on", "answered_on", "answered_by_id",
        "decline_reason", "new_code",
    })
    _fixed_fields = frozenset({"case_id", "kind", "to_user_id", "to_institution_id", "reason"})
    _duties = {"to_user_id": [("state", "=", "offered")]}
    # Codes, dates and people of the offices: read by who is offered a case before it is theirs.
    _holds_family_data = False

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, index=True, ondelete="restrict")
    case_code = fields.Char("Family code", related="case_id.name")
    company_id = fields.Many2one("res.company", related="case_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("worker", "Another social worker"), ("office", "Another centre")], required=True, default="worker",
    )
    from_user_id = fields.Many2one("res.users", "Case manager so far", readonly=True, copy=False)
    to_user_id = fields.Many2one(
        "res.users", "Receiver", index="btree_not_null", ondelete="restrict",
        domain="[('role_assignment_ids', 'any', [('role', '=', 'social_worker'), ('company_id', '=', company_id),"
               " ('is_current', '=', True)])]",
    )
    to_institution_id = fields.Many2one(
        "res.partner", "To the centre", ondelete="restrict",
        domain="[('is_institution', '=', True), ('institution_type_id.can_lead', '=', True)]",
    )
    to_company_id = fields.Many2one(
        "res.company", compute="_compute_to_company_id", store=True, index="btree_not_null",
    )
    reason = fields.Char(required=True, help="Without data of the family: the receiving side reads it.")
    state = fields.Selection(
        [("offered", "Offered"), ("accepted", "Taken over"), ("declined", "Declined"), ("withdrawn", "Taken back")],
        default="offered", required=True, readonly=True, copy=False, index=True,
    )
    offered_on = fields.Date(readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True, copy=False)
    decline_reason = fields.Char("Why declined", readonly=True, copy=False)
    new_code = fields.Char("Code at the new centre", readonly=True, copy=False)
    can_answer = fields.Boolean(compute="_compute_can_answer")

    _open_uniq = models.UniqueIndex(
        "(case_id) WHERE state = 'offered'",
        "This case has been offered to somebody already. Wait for the answer, or take the offer back.",
    )

    @api.depends("to_institution_id")
    def _compute_to_company_id(self):
        # sudo: whether the other centre keeps its cases here; it need not be one of the caller's companies.
        companies = self.env["res.company"].sudo().search([("partner_id", "in", self.to_institution_id.ids)])
        company_by_partner = {company.partner_id.id: company for company in companies}
        for handover in self:
            handover.to_company_id = company_by_partner.get(handover.to_institution_id.id, False)

    @api.depends("state", "to_user_id", "to_company_id")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        for handover in self:
            handover.can_answer = handover.state == "offered" and handover._is_receiver()

    @api.depends("case_id.name")
    def _compute_display_name(self):
        for handover in self:
            # sudo: the code is what the receiving side is shown, see the model.
            handover.display_name = handover.sudo().case_id.name

    @api.constrains("kind", "to_user_id", "to_institution_id")
    def _check_receiver(self):
        for handover in self:
            case = handover.case_id
            if handover.kind == "worker" and not handover.to_user_id:
                raise ValidationError(self.env._("Choose the social worker who is to take the case over."))
            if handover.kind == "worker" and handover.to_user_id == case.user_id:
                raise ValidationError(self.env._("%s runs this case already. Choose somebody else.",
                                                 case.user_id.name))
            if handover.kind == "worker" and not handover.to_user_id._has_role("social_worker", case.company_id):
                raise ValidationError(self.env._(
                    "%(user)s is not a social worker of %(office)s today. Choose another person.",
                    user=handover.to_user_id.name, office=case.company_id.name,
                ))
            if handover.kind == "office" and (
                not handover.to_institution_id.institution_type_id.can_lead
                or handover.to_institution_id == case.company_id.partner_id
            ):
                raise ValidationError(self.env._("Choose the other centre that is to take the case over."))

    @api.model_create_multi
    def create(self, vals_list):
        """:raises UserError: a case that has ended, or to another centre without the consent that covers it, or with
            a team whose end still owes something (K3D-200, 201)
        """
        handovers = super().create(vals_list)
        if handovers._is_by_method():
            return handovers
        for handover in handovers:
            handover.case_id.check_access("write")
            handover._check_may_offer()
            # superuser: who offers and when are the system's. What was chosen before the kind was changed goes: whoever
            # an offer names reads it.
            handover.sudo().write({
                "from_user_id": handover.case_id.user_id.id, "offered_on": office_today(),
                "to_user_id" if handover.kind == "office" else "to_institution_id": False,
            })
        handovers._tell_receiver()
        return handovers

    @api.model
    def _give(self, cases, user, given_on, reason):
        """The head gives ``cases`` to ``user``: recorded as taken over on ``given_on``, all of them or none.

        :raises AccessError: the caller is not the head of their office
        :raises UserError: one that has ended or that ``user`` runs already, a day to come or before the report,
            somebody who is no social worker of the office
        """
        cases._check_may_give()
        reason = (reason or "").strip()
        if not cases or not reason:
            raise UserError(self.env._("Choose the cases and write the reason of the change."))
        if given_on > office_today():
            raise UserError(self.env._("The day of the change cannot be later than today: access moves at once."))
        for refused, why in (
            (cases.filtered(lambda case: case.phase == "closed"),
             self.env._("These cases are closed, there is nothing to give.")),
            (cases.filtered(lambda case: case.user_id == user),
             self.env._("%s runs these cases already.", user.name)),
            (cases.filtered(lambda case: case.reported_on and case.reported_on > given_on),
             self.env._("These cases were reported later than the day of the change.")),
        ):
            if refused:
                raise UserError(self.env._(
                    "%(why)s Nothing has been changed. Take them out of the choice, then give the others: %(cases)s.",
                    why=why, cases=", ".join(refused.mapped("name")),
                ))
        # superuser: the record of what the head does here; who asks has been checked.
        given = self.sudo()._unguarded().create([{
            "case_id": case.id, "to_user_id": user.id, "from_user_id": case.user_id.id, "reason": reason,
            "state": "accepted", "offered_on": given_on, "answered_on": given_on, "answered_by_id": self.env.uid,
        } for case in cases])
        cases.user_id = user
        for handover in given:
            handover._note_for(user, lambda told: told.env._("A case has been given to you: %s", told.case_code))

    def _give_duty(self, _name, user, reason):
        """What was offered to who leaves is offered to ``user``, who answers it."""
        offers = self.browse()
        for offer in self:
            offer.action_withdraw()
            offers |= self.create({"case_id": offer.case_id.id, "kind": offer.kind, "to_user_id": user.id,
                                   "reason": offer.reason or reason})
        return offers

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was offered stays on record. Take the offer back instead."))

    def _check_may_offer(self):
        self.ensure_one()
        # sudo: gates count what there is, not what the caller may see.
        case = self.case_id.sudo()
        if case.phase == "closed":
            raise UserError(self.env._("Case %(case)s is closed, there is nothing to hand over.", case=case.name))
        if self.kind == "worker":
            return
        if case._institutions_without_consent(self.to_institution_id):
            raise UserError(self.env._(
                "The family of case %(case)s has not agreed to share its data with %(centre)s. Record this consent "
                "first (tool 14).", case=case.name, centre=self.to_institution_id.name,
            ))
        team = case._last_worked_team()
        moved = self.env.ref("kooperacje.premise_end_moved", raise_if_not_found=False)
        missing = team._end_texts(team._end_missing(moved)) if team and not case._consent_taken_back() else []
        if missing:
            raise UserError(self.env._(
                "Case %(case)s cannot be handed to another centre yet. Missing:\n%(missing)s",
                case=case.name, missing="\n".join(f"– {text}" for text in missing),
            ))

    def _is_receiver(self):
        """Whether the user is the one to answer: the colleague, or a manager of the other centre."""
        self.ensure_one()
        if self.kind == "worker":
            return self.to_user_id == self.env.user
        # sudo: which office it is, for one who may not see the company of the case.
        company = self.sudo().to_company_id
        return bool(company) and self.env.user._has_role("manager", company)

    def _check_may_answer(self):
        for handover in self:
            if handover.state != "offered":
                raise UserError(self.env._("This offer has been answered already."))
            if not handover._is_receiver():
                raise AccessError(self.env._("Only the one to whom the case was offered answers."))

    def _tell_receiver(self):
        """An activity with the code alone."""
        for handover in self:
            # sudo: managers of the other centre, whom the caller need not be able to read.
            managers = handover.sudo().to_company_id.role_assignment_ids.filtered(
                lambda assignment: assignment.role == "manager" and assignment.is_current
            ).user_id
            for user in handover.to_user_id or managers:
                handover._note_for(user, lambda told: told.env._("A case is offered to you: %s", told.case_code))

    def action_open_decline(self):
        self.ensure_one()
        return dialog(
            self.env._("Decline"), "kooperacje.handover.decline",
            context={"default_handover_id": self.id, "dialog_size": "medium"},
        )

    def action_accept(self):
        """The colleague takes the case; for another centre its manager opens the wizard and names who runs it."""
        self.ensure_one()
        self._check_may_answer()
        if self.kind == "office":
            return dialog(
                self.env._("Take the case over"), "kooperacje.handover.accept",
                context={"default_handover_id": self.id, "dialog_size": "medium"},
            )
        # superuser: the receiver reads nothing of the case until it is theirs; who asks has been checked.
        handover = self.sudo()
        handover._check_may_offer()
        handover._answer("accepted", self.env.uid)
        handover.case_id.user_id = handover.to_user_id
        return True

    def _accept_for_office(self, user, partnership):
        """Open the case of the receiving centre and end the one here.

        :raises UserError: the consent that covers the centre has ended meanwhile
        """
        self.ensure_one()
        self._check_may_answer()
        # superuser: neither side reads the other's case; who asks has been checked.
        handover = self.sudo()
        if handover.kind != "office" or partnership.sudo().company_id != handover.to_company_id:
            raise UserError(self.env._("Choose a partnership of your own centre."))
        handover._check_may_offer()
        new_case = handover.case_id._copy_to_office(user, partnership.sudo())
        handover.case_id._end_as_moved()
        handover.new_code = new_case.name
        handover._answer("accepted", self.env.uid)
        return new_case

    def action_accept_outside(self):
        """A centre that keeps its cases elsewhere has taken the family over by letter: the case ends here."""
        self.ensure_one()
        self.check_access("read")
        self.case_id.check_access("write")
        if self.state != "offered" or self.kind != "office" or self.to_company_id:
            raise UserError(self.env._("The centre answers here itself."))
        self._check_may_offer()
        self.case_id._end_as_moved()
        # superuser: the answer is the system's; the caller may write the case.
        self.sudo()._answer("accepted", self.env.uid)

    def action_decline(self, reason=None):
        self._check_may_answer()
        if not (reason or "").strip():
            raise UserError(self.env._("Write in a few words why you do not take the case over."))
        # superuser: checked above; the receiver may write nothing here.
        self.sudo()._answer("declined", self.env.uid, decline_reason=reason.strip())

    def action_withdraw(self):
        for handover in self:
            handover.case_id.check_access("write")
            if handover.state != "offered":
                raise UserError(self.env._("This offer has been answered already."))
        # superuser: the state is the system's; the caller may write the case.
        self.sudo()._answer("withdrawn", self.env.uid)

    def _answer(self, state, uid, **values):
        self.write({"state": state, "answered_on": office_today(), "answered_by_id": uid, **values})
        self.activity_ids.unlink()
        for handover in self.filtered(lambda one: one.state in ("accepted", "declined")):
            # The case may have changed hands here since it was offered to another centre.
            asked = handover.from_user_id if handover.kind == "worker" else handover.case_id.user_id
            handover._note_for(asked, lambda told: told.env._(
                "Handing over of case %(case)s: %(state)s", case=told.case_code,
                state=dict(told._fields["state"]._description_selection(told.env))[told.state],
            ))

    def _note_for(self, user, summary):
        """A to-do that names nobody. It hangs on the offer, for the person who is offered a case does not read it yet.

        :param summary: gives the text for the offer in the language of its reader
        """
        # sudo: tasks of others are theirs.
        for handover in self.sudo():
            if user.active and user != self.env.user:
                told = handover._in_language_of(user)
                told.activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary=summary(told))
