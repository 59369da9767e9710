from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.kernels.similar_service import Item, similar_pairs
from odoo.addons.kooperacje.models.access.windows import window

# More pairs than anyone looks through at once; the rest is offered when these are decided.
MAX_PAIRS = 200


class Service(models.Model):
    """The same service of one provider stands in the basket once (K3D-213).

    The leader is offered pairs that look alike and merges them, or says that they are two services; the pair is not
    offered again. The merged service is withdrawn and points at the one that goes on. Nothing is lost: putting it back
    in the basket undoes the merger.
    """

    _inherit = "kooperacje.service"

    merged_into_id = fields.Many2one(
        "kooperacje.service", "Merged into", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
        help="The service of the basket that goes on in place of this one.",
    )
    distinct_ids = fields.Many2many(
        "kooperacje.service", "kooperacje_service_distinct_rel", "service_id", "distinct_id", "Not the same as",
        readonly=True, copy=False, help="Similar services which the leader has looked at and found to be different.",
    )

    def _similar_pairs(self):
        """Pairs among ``self`` that look like one service: ``[(service, service, similarity)]``, the most alike first.

        Services of two partnerships or two institutions are never a pair.
        """
        self.fetch([
            "name", "form", "need_ids", "age_from", "age_to", "institution_id", "partnership_id", "distinct_ids",
        ])
        pairs = similar_pairs(
            [
                Item(
                    service.id, (service.partnership_id.id, service.institution_id.id), service.name,
                    service.form if service.form != "other" else "", frozenset(service.need_ids.ids),
                    service.age_from, service.age_to,
                ) for service in self
            ],
            distinct=[(service.id, other) for service in self for other in service.distinct_ids.ids],
        )
        browse = self.browse
        return [(browse(left), browse(right), score) for left, right, score in pairs]

    @api.model
    def action_find_duplicates(self):
        """Offer the leader the pairs of the baskets led that look like the same service."""
        led = self.env["kooperacje.partnership"]._led_company_ids()
        services = self.search(Domain("state", "=", "verified") & Domain("company_id", "in", list(led)))
        merges = self.env["kooperacje.service.merge"].create([
            {"keep_id": keep.id, "other_id": other.id, "similarity": score * 100}
            for keep, other, score in services._similar_pairs()[:MAX_PAIRS]
        ])
        return window(self.env, "action_service_merge", domain=[("id", "in", merges.ids)])

    def action_merge(self):
        """Open the comparison of two services chosen on the list."""
        if len(self) != 2:
            raise UserError(self.env._("Mark the two services that are the same, then press “Merge”."))
        keep, other = self.sorted("id")
        self._check_mergeable()
        return self.env["kooperacje.service.merge"].create({"keep_id": keep.id, "other_id": other.id}).action_compare()

    def _check_mergeable(self):
        """:raise UserError: unless ``self`` are services of one provider in one basket, which the user leads"""
        self._check_leader()
        if any(service.state != "verified" for service in self):
            raise UserError(self.env._("Only services of the local basket are merged."))
        if len(self.partnership_id) > 1 or len(self.institution_id) > 1:
            raise UserError(self.env._(
                "Only services of one institution in one partnership are merged. Two institutions offer two services.",
            ))

    def _merge_into(self, target, reason, values=None):
        """The service goes on as ``target``, written over with ``values``; both keep their history.

        Whoever reads plans is not led astray: see ``_on_merged`` of the rooms below.

        :param reason: why they are the same; required
        :param values: fields of ``target`` taken over from this service
        :raise UserError: not the leader, another provider, or a change of this service stands on a card that was
            issued for signature
        """
        self.ensure_one()
        target = target.with_env(self.env)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write why the two are the same service."))
        if self == target:
            raise UserError(self.env._("Choose two different services."))
        (self | target)._check_mergeable()
        self._drop_working_copies()
        # By hand of the leader: carried over to working copies and noted in the history as any other change.
        told = self._in_office_language()
        target.write({**(values or {}), "change_reason": told.env._(
            "Merged with “%(service)s”: %(reason)s", service=self.name, reason=reason,
        )})
        # sudo: what was merged into this one before follows it, and so do requests on it; the leader has been checked.
        self.sudo().search([("merged_into_id", "=", self.id)])._unguarded().write({"merged_into_id": target.id})
        self.env["kooperacje.basket.request"].sudo().search([
            ("service_id", "=", self.id), ("state", "in", ("new", "accepted")),
        ]).write({"service_id": target.id})
        self._unguarded().write({
            "state": "withdrawn", "withdrawn_on": office_today(), "merged_into_id": target.id,
            "withdrawal_reason": told.env._(
                "Merged into “%(service)s”: %(reason)s", service=target.name, reason=reason,
            ),
        })
        self._log_history([(self, "merged")], self.withdrawal_reason)
        self._on_merged(target)

    def _on_merged(self, target):
        """Called after the service was merged into ``target``; rooms below see to what points at it."""

    def _drop_working_copies(self):
        """Changes of the service being prepared on an updated card go with it; those on an issued card stop it."""
        # sudo: the card may be with its institution.
        copies = self.sudo().search([("replaces_id", "in", self.ids)])
        for copy in copies:
            if copy.card_id.document_state != "draft":
                raise UserError(self.env._(
                    "A change of “%(service)s” stands on a service card that was issued for signature. Verify or "
                    "return that card first, then merge.", service=copy.replaces_id.name,
                ))
        copies.unlink()

    def _mark_distinct(self):
        """Two services that look alike are two: the pair is not offered again."""
        self._check_mergeable()
        for service in self:
            service._unguarded().distinct_ids = [Command.link(other.id) for other in self - service]

    def _tell_of_similar(self, card):
        """Services that may be one are told of on the card just verified."""
        in_basket = self.search([
            ("partnership_id", "=", card.partnership_id.id), ("institution_id", "=", card.institution_id.id),
            ("state", "=", "verified"),
        ])
        pairs = in_basket._similar_pairs()
        if pairs:
            told = card._in_office_language()
            told.message_post(body=told.env._(
                "Services of this institution that may be the same: %(pairs)s. Open “Possible duplicates” in the local "
                "basket to compare and merge them.",
                pairs="; ".join(f"{left.name} / {right.name}" for left, right, _score in pairs),
            ))
