from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.kooperacje.kernels.office_day import office_today


class ConsentStatement(models.Model):
    """One statement of will: to the method (K3D-169), to a consultation meeting, or to share data with one
    institution.

    Whether it holds is a matter of today's date (``_valid_domain``), never of a stored flag, so that it ends at
    midnight without any job.
    """

    _name = "kooperacje.consent.statement"
    _description = "Consent statement"
    _inherit = [
        "kooperacje.guarded.mixin", "kooperacje.access.source", "kooperacje.case.data", "kooperacje.case.code",
    ]
    _order = "consent_id, kind, id"
    _system_fields = frozenset({
        "narrowed_scope_ids", "case_id", "document_state", "withdrawn_on", "withdrawal_reason", "replaced_by_id",
    })
    _fixed_fields = frozenset({"consent_id"})
    _access_fields = frozenset({
        "consent_id", "kind", "institution_id", "scope_ids", "narrowed_scope_ids", "is_granted", "date_from", "date_to",
        "withdrawn_on",
    })

    # Which institution may see the case until when; the scope and the reasons are content.
    _neutral_fields = frozenset({
        "consent_id", "kind", "institution_id", "is_granted", "date_from", "date_to", "withdrawn_on", "case_code",
    })

    consent_id = fields.Many2one("kooperacje.consent", "Consent", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("kooperacje.case", related="consent_id.case_id", store=True, index=True)
    document_state = fields.Selection(related="consent_id.document_state", store=True, string="Paper")
    signed_on = fields.Date(related="consent_id.signed_on", store=True)
    kind = fields.Selection(
        [("method", "Work by the method (ZZK)"), ("consultation", "Consultation meeting without the family"),
         ("sharing", "Sharing of data")],
        required=True,
    )
    institution_id = fields.Many2one("res.partner", "Institution", index="btree_not_null", ondelete="restrict")
    scope_ids = fields.Many2many(
        "kooperacje.data.scope", string="Scope of data", ondelete="restrict", context={"active_test": False},
        help="What of the case the institution's team member sees, beside its code, team, meetings and plan.",
    )
    narrowed_scope_ids = fields.Many2many(
        "kooperacje.data.scope", "kooperacje_consent_statement_narrowed_rel", string="Scope taken back", readonly=True,
        copy=False, ondelete="restrict", context={"active_test": False},
        help="What the family has taken back since it signed.",
    )
    open_scope_ids = fields.Many2many(
        "kooperacje.data.scope", string="Scope shared", compute="_compute_open_scope_ids",
        help="The scope that was signed, without what the family has taken back.",
    )
    purpose = fields.Char()
    is_granted = fields.Boolean("Granted", default=True)
    refusal_reason = fields.Char(groups="kooperacje.group_social_worker,kooperacje.group_manager")
    date_from = fields.Date("Valid from", required=True, default=lambda self: office_today())
    date_to = fields.Date("Valid until", required=True)
    withdrawn_on = fields.Date("Consent withdrawn on", readonly=True, copy=False)
    withdrawal_reason = fields.Char(
        "Reason of withdrawing the consent", readonly=True, copy=False,
        groups="kooperacje.group_social_worker,kooperacje.group_manager",
    )
    replaced_by_id = fields.Many2one(
        "kooperacje.consent.statement", "Replaced by", readonly=True, copy=False, index="btree_not_null",
    )
    state = fields.Selection(
        [("draft", "To be signed"), ("pending", "Not yet valid"), ("valid", "Valid"), ("expired", "Expired"),
         ("withdrawn", "Withdrawn by the family"), ("replaced", "Replaced"), ("refused", "Refused"),
         ("void", "Voided")],
        compute="_compute_state",
    )

    _dates_order = models.Constraint("CHECK(date_to >= date_from)", "A consent cannot end before it starts.")
    _institution = models.Constraint(
        "CHECK((kind = 'sharing') = (institution_id IS NOT NULL))",
        "A consent to share data names the institution; the other statements name none.",
    )
    _once = models.UniqueIndex(
        "(consent_id, kind, COALESCE(institution_id, 0))", "Each statement stands once on a paper.",
    )
    # Signed statements of a case: board, gates and the access relation ask for them.
    _signed_idx = models.Index("(case_id, kind, institution_id) WHERE document_state = 'signed'")

    @api.depends("scope_ids", "narrowed_scope_ids")
    def _compute_open_scope_ids(self):
        for statement in self:
            statement.open_scope_ids = statement.scope_ids - statement.narrowed_scope_ids

    @api.depends("kind", "institution_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for statement in self:
            name = kinds.get(statement.kind, "")
            statement.display_name = (
                f"{name}: {statement.institution_id.name}" if statement.institution_id else name
            )

    @api.depends("document_state", "is_granted", "date_from", "date_to", "withdrawn_on", "replaced_by_id")
    def _compute_state(self):
        today = office_today()
        for statement in self:
            if statement.document_state != "signed":
                statement.state = "void" if statement.document_state == "void" else "draft"
            elif not statement.is_granted:
                statement.state = "refused"
            elif statement.withdrawn_on and statement.withdrawn_on <= today:
                statement.state = "replaced" if statement.replaced_by_id else "withdrawn"
            elif statement.date_to < today:
                statement.state = "expired"
            else:
                statement.state = "pending" if statement.date_from > today else "valid"

    @api.model
    def _valid_domain(self, on_date=None, in_its_course=False):
        """Domain of the statements that hold on ``on_date`` (the office's today if not given).

        :param in_its_course: also those taken back in the course of that day: what had been begun before was in order
        """
        on_date = on_date or office_today()
        return (
            fields.Domain([
                ("document_state", "=", "signed"), ("is_granted", "=", True),
                ("date_from", "<=", on_date), ("date_to", ">=", on_date),
            ])
            & (fields.Domain("withdrawn_on", "=", False)
               | fields.Domain("withdrawn_on", ">=" if in_its_course else ">", on_date))
        )

    @api.model_create_multi
    def create(self, vals_list):
        statements = super().create(vals_list)
        if not self.env.su:
            statements.consent_id._document_check_editable()
        return statements

    def write(self, vals):
        """On the printed paper only the family's answer is still open; on the signed one nothing is."""
        if not self.env.su:
            self.consent_id._check_not_signed()
            if vals.keys() - {"is_granted", "refusal_reason"}:
                self.consent_id._document_check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        if not self.env.su:
            self.consent_id._document_check_editable()

    def _counts_from(self):
        """First day on which the signed statement speaks for the family: a refusal at once, a consent as it says."""
        self.ensure_one()
        return self.date_from if self.is_granted else self.signed_on

    def _take_place(self):
        """Put the statement just signed where it belongs among those on the same matter (kind and institution).

        The day on which the family said it counts, not the day on which the office entered it. From its first day on a
        statement takes the place of statements signed earlier, or signed on the same day and entered earlier; a
        withdrawn statement stays withdrawn. If the family has since signed another statement or withdrawn its consent,
        this statement ends on that day.

        Refusing the method speaks on every matter: there is no team left to share anything with.
        """
        self.ensure_one()
        same_case = self.search([
            ("case_id", "=", self.case_id.id), ("document_state", "=", "signed"), ("id", "!=", self.id),
        ])
        ends_all = self.kind == "method" and not self.is_granted
        others = same_case.filtered(
            lambda other: ends_all or (other.kind == self.kind and other.institution_id == self.institution_id)
            # A refusal of the method refuses all else (docs/law.md §4), whatever it was given for.
            or (other.kind == "method" and not other.is_granted)
        )
        later = others.filtered(lambda other: other.signed_on and other.signed_on > self.signed_on)
        start = self._counts_from()
        (others - later).filtered(
            lambda other: other.is_granted and other.date_to >= start
            and (not other.withdrawn_on or (other.replaced_by_id and other.withdrawn_on > start))
        ).write({"withdrawn_on": start, "replaced_by_id": self.id})
        if not self.is_granted:
            return
        # Withdrawing the method withdraws all else (see _withdraw), also what nobody had entered yet.
        endings = [
            (other.withdrawn_on, other.browse(), other.withdrawal_reason)
            for other in others | same_case.filtered(lambda other: other.kind == "method")
            if other.withdrawn_on and not other.replaced_by_id and other.withdrawn_on > self.signed_on
        ] + [(other._counts_from(), other, False) for other in later]
        if endings:
            day, other, reason = min(endings, key=lambda ending: ending[0])
            self.write({"withdrawn_on": day, "replaced_by_id": other.id, "withdrawal_reason": reason})

    def _give_place_back(self):
        """Undo the effects of these statements of void papers on others, and let the remaining ones take their places.

        :return: statements in force again
        """
        ended = self.search([("replaced_by_id", "in", self.ids)])
        before = ended.filtered(lambda statement: statement.state in ("valid", "pending"))
        ended.write({"withdrawn_on": False, "replaced_by_id": False, "withdrawal_reason": False})
        remaining = self.search([("case_id", "in", ended.case_id.ids), ("document_state", "=", "signed")])
        for statement in remaining.sorted(lambda one: (one.signed_on, one.id)):
            statement._take_place()
        return ended.filtered(lambda statement: statement.state in ("valid", "pending")) - before

    def _narrow(self, scopes, on_date, reason=False):
        """The family takes back part of what it shares: ``scopes`` close at once, the rest stays as signed.

        As easy as giving: no paper is asked for (art. 7 ust. 3 RODO). Taking all of them back withdraws the
        statement.
        """
        self.ensure_one()
        if on_date > office_today():
            raise UserError(self.env._(
                "A consent is withdrawn on the day the family says so, not in advance. Enter today or an earlier day.",
            ))
        if self.signed_on and on_date < self.signed_on:
            raise UserError(self.env._(
                "The consent cannot be withdrawn before it was signed. Correct the date of withdrawal.",
            ))
        self.case_id._despite_restriction().check_access("write")
        taken = scopes & self.open_scope_ids
        if not taken or self.state not in ("valid", "pending"):
            raise UserError(self.env._("Choose what the family takes back, from what it still shares."))
        if taken == self.open_scope_ids:
            return self._withdraw(on_date, reason)
        # superuser: the caller may write the case; a signed statement changes only here.
        statement = self.sudo()
        statement.write({"narrowed_scope_ids": [Command.link(scope.id) for scope in taken]})
        told = statement.case_id._in_office_language()
        told.message_post(body=told.env._(
            "Consent narrowed on %(date)s: %(institution)s no longer sees: %(scopes)s.",
            date=format_date(told.env, on_date), institution=statement.institution_id.name,
            scopes=", ".join(taken.with_env(told.env).mapped("name")),
        ))
        return self

    def _withdraw(self, on_date, reason=False):
        """Withdraw the statements as of ``on_date``. The consent to the method takes all others of the case with it,
        for the purpose they were given for is gone (docs/law.md §4); the team is suspended.
        """
        today = office_today()
        if on_date > today:
            raise UserError(self.env._(
                "A consent is withdrawn on the day the family says so, not in advance. Enter today or an earlier day.",
            ))
        if any(statement.consent_id.signed_on and on_date < statement.consent_id.signed_on for statement in self):
            raise UserError(self.env._(
                "The consent cannot be withdrawn before it was signed. Correct the date of withdrawal.",
            ))
        self.case_id._despite_restriction().check_access("write")
        # superuser: the caller may write the case; a signed statement changes only here.
        statements = self.sudo()
        of_method = statements.filtered(lambda statement: statement.kind == "method").case_id
        if of_method:
            statements |= statements.search([
                ("case_id", "in", of_method.ids), ("document_state", "=", "signed"), ("is_granted", "=", True),
            ])
        live = statements.filtered(lambda statement: statement.state in ("valid", "pending"))
        live.write({"withdrawn_on": on_date, "withdrawal_reason": reason, "replaced_by_id": False})
        for case in live.case_id:
            ended = live.filtered(lambda statement, case=case: statement.case_id == case)
            told = case._in_office_language()
            told.message_post(body=told.env._(
                "Consent withdrawn on %(date)s: %(statements)s.", date=format_date(told.env, on_date),
                statements=", ".join(ended.with_env(told.env).mapped("display_name")),
            ))
        of_method._end_of_consent()
        return live
