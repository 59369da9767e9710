from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from .plan_service import OPEN_STATUSES

# What a write of these may begin or end the offer of a service.
OFFER_FIELDS = {"state", "date_from", "date_to"}
OPEN_LINES = Domain("status", "in", OPEN_STATUSES) & Domain("plan_id.state", "in", ["draft", "signed"])


class Service(models.Model):
    """A service in use does not vanish silently: only the case managers of the plans that contain it are told.

    A line whose service is not offered any more (withdrawn, or its dates are over) is flagged as lapsed until it is
    offered again. A stale service is offered still, so lines that use it stay as they are. A merged one goes on under
    another record: plans being prepared take that one; those signed, or printed for signature,
    stay as they are.

    A service in the list of the finder: why it is proposed for the case of the context, and the way into the plan.

    What is said here comes from the case, so it is worked out under the rules of whoever asks, for one case only.
    """

    _inherit = "kooperacje.service"

    plan_line_ids = fields.One2many("kooperacje.plan.service", "service_id", "Use in plans")

    finder_reason = fields.Text("Why proposed", compute="_compute_finder", compute_sudo=False)
    finder_in_plan = fields.Boolean("In the plan", compute="_compute_finder", compute_sudo=False)

    @api.depends("institution_id")
    @api.depends_context("service_with_institution")
    def _compute_display_name(self):
        """With ``service_with_institution`` in the context also who provides it, as a chooser in a meeting needs."""
        result = super()._compute_display_name()
        if self.env.context.get("service_with_institution"):
            for service in self:
                institution = service.institution_id
                service.display_name = f"{service.name or ''} – {institution.short_name or institution.name or ''}"
        return result

    def write(self, vals):
        result = super().write(vals)
        if OFFER_FIELDS & vals.keys():
            self._sync_lapsed()
        return result

    def _open_lines(self):
        """Open lines of the plans in force or in preparation that use these services."""
        # sudo: who keeps the basket (network worker) may not see any case, and nothing of it is given back.
        return self.env["kooperacje.plan.service"].sudo().search(OPEN_LINES & (
            Domain("service_id", "in", self.ids) | Domain("service_id.merged_into_id", "in", self.ids)
        ))

    def _sync_lapsed(self):
        """Flag the open lines of services that are not offered any more and tell their case managers; clear the flag
        of those offered again.

        Safe to repeat: a line is flagged, and its manager told, once.
        """
        def is_offered(line):
            return (line.service_id.merged_into_id or line.service_id).is_offered

        lines = self._open_lines()
        gone = lines.filtered(lambda line: not line.is_lapsed and not is_offered(line))
        back = lines.filtered(lambda line: line.is_lapsed and is_offered(line))
        gone.write({"is_lapsed": True})
        back.write({"is_lapsed": False})
        self._tell_case_managers(gone, lambda env: env._("A service of the plan left the local basket"))

    @api.model
    def _tell_case_managers(self, lines, summary):
        """One activity per case for its manager; the summary names nobody, the note only the services.

        :param summary: function of an environment in the language of the manager
        """
        for case, case_lines in lines.grouped("case_id").items():
            manager = case._in_language_of(case.user_id)
            manager.activity_schedule(
                "mail.mail_activity_data_warning", user_id=case.user_id.id, summary=summary(manager.env),
                note=plaintext2html(", ".join(case_lines.service_id.mapped("name"))),
            )

    def _on_merged(self, target):
        result = super()._on_merged(target)
        lines = self._open_lines()
        # Told before the lines move, so that the note names the service the manager knows.
        self._tell_case_managers(lines, lambda env: env._("A service of the plan goes on under another name"))
        if target.is_available:
            lines.filtered(lambda line: line.plan_id._is_open()).write({"service_id": target.id})
        return result

    @api.model
    def _cron_flag_lapsed(self):
        """Services whose offer began or ended by its date: no one has written anything on that day."""
        self.env["kooperacje.job"]._run(
            "kooperacje.service._cron_flag_lapsed", self._find_to_flag, type(self)._sync_lapsed,
        )

    @api.model
    def _find_to_flag(self):
        offered = Domain("service_id.is_offered", "=", True) | Domain("service_id.merged_into_id.is_offered", "=", True)
        return self.env["kooperacje.plan.service"].search(OPEN_LINES & (
            (Domain("is_lapsed", "=", False) & ~offered) | (Domain("is_lapsed", "=", True) & offered)
        )).service_id

    # ------------------------------------------------------------
    # Finder beside a case
    # ------------------------------------------------------------

    def _finder_case(self):
        """The case beside which the finder is open, if any.

        :raises AccessError: for a case that the user may not read
        """
        case_id = self.env.context.get("finder_case_id")
        case = self.env["kooperacje.case"].browse(case_id if isinstance(case_id, int) else None)
        if case:
            case.check_access("read")
            # Why a service is proposed tells of the case, by whatever way it is asked: it leaves a trace in the log.
            case._note_shown()
        return case

    @api.depends_context("uid", "finder_case_id", "finder_need_ids")
    def _compute_finder(self):
        case = self._finder_case()
        if not case:
            self.finder_reason = self.finder_in_plan = False
            return
        tried = self.env.context.get("finder_need_ids")
        needs = self.env["kooperacje.need"].browse(tried) if tried else case.need_line_ids.need_id
        wider, in_plan, ages = self._wider_needs(needs), case._services_in_plan(), case._household_ages()
        for service in self:
            answered = {
                need for own in (service.need_ids | service.need_area_id).ids for need in wider.get(own, ())
            }
            service.finder_in_plan = service in in_plan
            service.finder_reason = "; ".join(service._finder_reasons(
                case, needs.filtered(lambda need, answered=answered: need.id in answered), ages,
            ))

    def _finder_reasons(self, case, needs, ages):
        """Why the service is proposed, in words that can be read out to the family; what it answers comes last."""
        self.ensure_one()
        reasons = []
        if self.institution_id in case.working_institution_ids:
            reasons.append(self.env._("works with the family already"))
        if self.age_from or self.age_to:
            fitting = [
                str(age) for age in sorted(ages)
                if age >= self.age_from and (not self.age_to or age <= self.age_to)
            ]
            if fitting:
                reasons.append(self.env._("for the age of %(ages)s", ages=", ".join(fitting)))
        if self.territory_id and self.territory_id == case.area_id:
            reasons.append(self.env._("in the commune"))
        if self.capacity and not self.is_full:
            reasons.append(self.env._("free places: %(count)s", count=self.capacity_free))
        if self.is_full:
            reasons.append(self.env._("no free places now"))
        if needs:
            reasons.append(self.env._("answers: %(needs)s", needs=", ".join(needs.mapped("name"))))
        return reasons

    def _answered(self, needs):
        """Those of ``needs`` that this service answers, by itself or by a part of them."""
        self.ensure_one()
        wider = self._wider_needs(needs)
        own = (self.need_ids | self.need_area_id).ids
        return needs.browse(sorted({need for one in own for need in wider.get(one, ())}))

    def action_add_to_plan(self):
        """Into the individual basket of the case whose finder is open, with one click (K3D-223)."""
        self.ensure_one()
        finder_id = self.env.context.get("finder_id")
        finder = self.env["kooperacje.service.finder"].browse(finder_id if isinstance(finder_id, int) else None)
        if not finder.exists():
            raise UserError(self.env._("Open “Find services” on the case, and add the service from there."))
        finder.check_access("write")
        return finder._add(self)
