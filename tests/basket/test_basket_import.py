import base64
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.kooperacje.kernels import basket_layout as layout
from odoo.addons.kooperacje.tests.basket.common import BasketCommon
from odoo.addons.kooperacje.tests.basket.test_basket_kernel import AT, FIRST_ROW, cells, rewritten

SHEETS = {sheet.name: {c.key: i for i, c in enumerate(sheet.columns, start=1)} for sheet in layout.SHEETS}


class BasketImportCommon(BasketCommon):
    """The basket of Małkinia with two services of the school, and Piotr who downloads and changes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls._verified_card(services=("Logopeda", "Świetlica"))
        cls.speech, cls.club = cls.card.service_ids.sorted("name")
        cls.club.with_user(cls.piotr).write({
            "age_from": 7, "age_to": 15, "need_ids": [(6, 0, cls.need_poverty.ids)], "capacity": 20,
            "contact_phone": "+48 29 745 00 00", "territory_id": cls.commune.id,
        })
        cls.env.flush_all()

    def _download(self, user=None, partnership=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (partnership or self.partnership).with_user(user or self.piotr)._basket_workbook()

    def _row(self, book, name, sheet="Usługi"):
        at = SHEETS[sheet]["name"]
        return next(row[0].row for row in book[sheet].iter_rows(min_row=FIRST_ROW) if row[at - 1].value == name)

    def _changed(self, data=None, sheet="Usługi", row=None, **values):
        """The basket after the cells of the service (or row) ``row`` were changed."""
        def change(book):
            page = book[sheet]
            number = row
            if isinstance(row, str):
                number = self._row(book, row, sheet)
            if row is None:
                number = page.max_row + 1
            for key, value in values.items():
                page.cell(number, SHEETS[sheet][key]).value = value
        return rewritten(data or self._download(), change)

    def _upload(self, data, user=None, **values):
        return self.env["kooperacje.basket.import"].with_user(user or self.piotr).create({
            "partnership_id": self.partnership.id, "file": base64.b64encode(data), "filename": "koszyk.xlsx", **values,
        })


@tagged("post_install", "-at_install")
class TestBasketImport(BasketImportCommon):
    """Piotr downloads the basket of Małkinia, changes it at home, and brings it back in."""

    def _import(self, data, user=None):
        upload = self._upload(data, user)
        upload.action_check()
        self.assertEqual(upload.state, "ready", upload.report)
        upload.action_import()
        self.assertEqual(upload.state, "done", upload.report)
        return upload

    def _refused(self, data, *words):
        """The file is refused, the report says ``words``, the marked workbook comes back, nothing changes."""
        before = cells(self._download())
        upload = self._upload(data)
        upload.action_check()
        self.assertEqual(upload.state, "wrong", upload.report)
        for word in words:
            self.assertIn(word, upload.report)
        with self.assertRaises(UserError):
            upload.action_import()
        self.assertEqual(cells(self._download()), before)
        return upload

    # ------------------------------------------------------------------
    # There and back
    # ------------------------------------------------------------------

    def test_there_and_back_changes_nothing(self):
        self.club.with_user(self.piotr).write({"name": "=1+1", "description": "-5 zł", "specialists": "@x"})
        data = self._download()
        changes = self.env["kooperacje.basket.change"].search_count([])
        upload = self._import(data)
        self.assertEqual((upload.new_count, upload.changed_count), (0, 0))
        self.assertGreater(upload.untouched_count, 2)
        self.assertEqual(cells(self._download()), cells(data))
        self.assertEqual(self.env["kooperacje.basket.change"].search_count([]), changes)

    def test_into_an_empty_basket_and_out_again_the_same(self):
        """Without Ids the rows are new: another partnership takes the basket over."""
        data = self._download()

        def strip(book):
            page = book["Usługi"]
            for row in range(FIRST_ROW, page.max_row + 1):
                page.cell(row, SHEETS["Usługi"]["key"]).value = None
        nur = self.partnership_nur
        self.env["kooperacje.membership"].search([("partnership_id", "=", nur.id)])
        upload = self.env["kooperacje.basket.import"].with_user(self.nadia).create({
            "partnership_id": nur.id, "file": base64.b64encode(rewritten(data, strip)),
        })
        upload.action_check()
        self.assertEqual(upload.state, "ready", upload.report)
        self.assertEqual(upload.new_count, 2)
        upload.action_import()
        self.assertEqual(len(nur.service_ids), 2)
        mine, theirs = (
            {
                (place[1], value) for place, value in cells(found).items()
                if place[0] == "Usługi" and place[1].rstrip("0123456789") in content and place[1] not in ("A1", "A2")
            }
            for content in [{
                openpyxl.utils.get_column_letter(index + 1) for key, index in AT.items()
                if key not in ("key", "mark", "changed_by")
            }]
            for found in (data, self._download(self.nadia, nur))
        )
        self.assertEqual(mine, theirs)

    def test_a_change_a_new_service_and_a_withdrawal(self):
        data = self._changed(row="Świetlica", age_to=16, needs="7.5; ubóstwo", capacity_free=3)
        data = self._changed(data, row="Logopeda", state="wycofana", withdrawal_reason="Logopeda odszedł")
        data = self._changed(data, institution=self.ppp.name, name="Terapia", target_groups="Dzieci", fee="bezpłatna")
        upload = self._import(data)
        self.assertEqual((upload.new_count, upload.changed_count), (1, 2))
        self.assertEqual((self.club.age_to, self.club.capacity_free), (16, 3))
        self.assertEqual(self.club.need_ids, self.need_poverty | self.need_disability)
        self.assertEqual((self.speech.state, self.speech.withdrawal_reason), ("withdrawn", "Logopeda odszedł"))
        new = self.partnership.service_ids - self.speech - self.club
        self.assertEqual((new.name, new.state, new.institution_id, new.fee), ("Terapia", "verified", self.ppp, "free"))
        self.assertTrue(new.is_available)
        kinds = self.env["kooperacje.basket.change"].search([("user_id", "=", self.piotr.id)]).mapped("kind")
        self.assertTrue({"added", "changed", "withdrawn"} <= set(kinds), "the history names Piotr")

    def test_a_withdrawn_service_is_put_back(self):
        self.speech.with_user(self.piotr)._withdraw("Remont")
        self._import(self._changed(row="Logopeda", state="w koszyku", withdrawal_reason=None))
        self.assertEqual((self.speech.state, self.speech.withdrawal_reason), ("verified", False))

    def test_a_service_left_out_stays(self):
        def drop(book):
            book["Usługi"].delete_rows(self._row(book, "Logopeda"))
        upload = self._import(rewritten(self._download(), drop))
        self.assertEqual(self.speech.state, "verified")
        self.assertEqual(upload.changed_count, 0)

    def test_institutions_and_staff_come_in_too(self):
        sheet = "Specjaliści do ZZK"
        data = self._changed(sheet="Instytucje", row=self.school.name, phone="29 745 11 11")
        data = self._changed(data, sheet="Instytucje", name="Parafia św. Anny (test)", nip="5260250274", type="NGO")
        data = self._changed(data, sheet=sheet, institution="Parafia św. Anny (test)", name="Jan Dobry")
        data = self._changed(
            data, institution="Parafia św. Anny (test)", name="Jadłodajnia", origin="w sąsiedztwie",
        )
        upload = self._import(data)
        self.assertEqual((upload.new_count, upload.changed_count), (3, 1))
        self.assertEqual(self.school.phone, "29 745 11 11")
        parish = self.env["res.partner"].search([("vat", "=", "5260250274"), ("is_institution", "=", True)])
        self.assertTrue(parish.is_institution)
        self.assertEqual(parish.child_ids.mapped("name"), ["Jan Dobry"])
        self.assertTrue(parish.child_ids.team_available)
        service = self.partnership.service_ids.filtered(lambda service: service.name == "Jadłodajnia")
        self.assertEqual((service.institution_id, service.origin), (parish, "neighbourhood"))

    def test_keys_survive_and_are_given_once(self):
        services = self.speech | self.club
        self.assertEqual(len(set(services.mapped("exchange_key"))), 2)
        nearby = self.Service.with_user(self.piotr).create({
            "name": "Sąsiedzki obiad", "partnership_id": self.partnership.id, "institution_id": self.ngo.id,
            "origin": "neighbourhood",
        })
        self.assertNotEqual(nearby.copy().exchange_key, nearby.exchange_key)
        with self.assertRefused("given by the system", AccessError):
            self.club.with_user(self.piotr).exchange_key = self.speech.exchange_key
        with self.assertRefused("given by the system", AccessError):
            self.Service.with_user(self.piotr).create({
                "name": "X", "partnership_id": self.partnership.id, "institution_id": self.ngo.id,
                "exchange_key": self.club.exchange_key,
            })

    # ------------------------------------------------------------------
    # Refusals
    # ------------------------------------------------------------------

    def test_who_may_import(self):
        """Only the leader changes the basket (K3D-228): coordinator, social worker and all the others are refused."""
        data = self._download()
        for role, user in self.user_by_role.items():
            if role in ("network_worker", "manager"):
                self.assertTrue(self._import(data, user))
                continue
            with self.assertRaises(AccessError, msg=role):
                self._upload(data, user)
        for user in (self.olga, self.nadia, self.kamil):
            with self.assertRaises(AccessError, msg=user.login):
                self._upload(data, user)
        upload = self._upload(data)
        for user in (self.ewa, self.anna, self.nadia):
            with self.assertRaises(AccessError, msg=user.login):
                upload.with_user(user).read(["file"])
            with self.assertRaises(AccessError, msg=user.login):
                upload.with_user(user).action_check()

    def test_states_are_not_written_over_rpc(self):
        upload = self._upload(self._changed(row="Świetlica", age_to=16))
        for values in ({"state": "ready"}, {"state": "queued"}, {"new_count": 3}, {"report": "x"}):
            with self.assertRefused("not changed by hand", AccessError):
                upload.write(values)
        with self.assertRefused("Check the file first"):
            upload.action_import()
        with self.assertRaises(AccessError):
            self._upload(b"", state="done")
        with self.assertRaises(AccessError):
            upload.write({"partnership_id": self.partnership_nur.id})

    def test_another_file_has_to_be_checked_anew(self):
        upload = self._upload(self._download())
        upload.action_check()
        upload.file = base64.b64encode(b"x")
        self.assertEqual((upload.state, upload.report), ("draft", False))
        upload.file = base64.b64encode(self._download())
        upload.action_check()
        upload.action_import()
        with self.assertRefused("imported already"):
            upload.file = base64.b64encode(b"x")

    def test_mistakes_come_back_marked(self):
        data = self._changed(row="Świetlica", age_to="piętnaście", kind="podwójna")
        upload = self._refused(data, "piętnaście", "Wiek do", "podwójna")
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(upload.marked_file)))
        self.assertEqual(book.sheetnames[0], layout.REMARKS)
        cell = book["Usługi"].cell(self._row(book, "Świetlica"), AT["age_to"] + 1)
        self.assertIn("piętnaście", cell.comment.text)
        corrected = self._changed(base64.b64decode(upload.marked_file), row="Świetlica", age_to=15, kind="prosta")
        self._import(corrected)

    def test_what_the_file_alone_cannot_show(self):
        for values, words in (
            ({"key": "zmyslony"}, ["no such Id", "Id"]),
            ({"teryt": "9999999"}, ["9999999", "TERYT"]),
            ({"institution": "Nikt"}, ["Nikt", "Instytucja"]),
            ({"institution": self.ppp.name}, ["stays with its institution"]),
            ({"state": "proponowana"}, ["does not become a proposal"]),
            ({"state": "wycofana"}, ["why the service is withdrawn", "Powód wycofania"]),
            ({"withdrawal_reason": "bo tak"}, ["not withdrawn"]),
            ({"age_from": 20}, ["first year of age"]),
            ({"date_from": "2026-05-01", "date_to": "2026-04-01"}, ["before it starts"]),
            ({"capacity_free": 30}, ["more free places"]),
        ):
            with self.subTest(values=values):
                self._refused(self._changed(row="Świetlica", **values), *words)

    def test_new_rows_that_are_wrong(self):
        for values, words in (
            ({"institution": self.school.name, "name": "świetlica"}, ["in the basket already"]),
            ({"institution": self.school.name, "name": "X", "state": "wycofana"}, ["enters the basket"]),
            ({"institution": self.school.name}, ["must be filled in", "Nazwa usługi"]),
        ):
            with self.subTest(values=values):
                self._refused(self._changed(**values), *words)
        data = self._changed(sheet="Instytucje", name="Sąsiad (test)")
        self._refused(self._changed(data, institution="Sąsiad (test)", name="X"), "does not belong to the partnership")
        self._refused(self._changed(sheet="Instytucje", name="Bliźniak", nip=self.school.vat), "known here already")
        twice = self._changed(institution=self.school.name, name="Chór")
        self._refused(self._changed(twice, institution=self.school.name, name="CHÓR"), "in the basket already")

    def test_two_institutions_of_one_name(self):
        data = self._changed(sheet="Instytucje", name=self.school.name)
        self._refused(self._changed(data, row="Świetlica", age_to=16), "several institutions")

    def test_an_old_file_does_not_undo_what_others_have_changed(self):
        old = self._download()
        self.club.with_user(self.maria).age_to = 18
        self.env.flush_all()
        upload = self._refused(self._changed(old, row="Świetlica", age_to=12), "Maria", "after the file was downloaded")
        self.assertTrue(upload.marked_file)
        self._import(self._changed(old, row="Logopeda", age_to=12))
        self.assertEqual((self.club.age_to, self.speech.age_to), (18, 12), "a row left alone stays as Maria wrote it")

    def test_all_or_nothing(self):
        """What the models refuse at the last row undoes the first, and the row is named."""
        data = self._changed(institution=self.school.name, name="Chór")
        data = self._changed(data, institution=self.school.name, name="Zakazana")
        upload = self._upload(data)
        upload.action_check()
        self.assertEqual((upload.state, upload.new_count), ("ready", 2))
        create = type(self.Service).create

        def refuse(records, vals_list):
            if any(vals["name"] == "Zakazana" for vals in vals_list):
                raise ValidationError("Nie wolno.")
            return create(records, vals_list)

        with patch.object(type(self.Service), "create", refuse):
            upload.action_import()
        self.assertEqual(upload.state, "wrong")
        self.assertIn("Nie wolno.", upload.report)
        last = self._row(openpyxl.load_workbook(io.BytesIO(data)), "Zakazana")
        self.assertIn(str(last), upload.report)
        self.assertFalse(self.Service.search([("name", "in", ("Chór", "Zakazana"))]))

    def test_before_the_authority_has_accepted_and_after_it_is_closed(self):
        data = self._changed(institution=self.school.name, name="Chór")
        upload = self._upload(data)
        upload.action_check()
        self.partnership.sudo().state = "closed"
        upload.action_import()
        self.assertEqual(upload.state, "wrong")
        self.assertFalse(self.Service.search([("name", "=", "Chór")]))

    def test_files_that_are_no_workbook(self):
        for data, words in ((b"x", "not an Excel workbook"), (b"", "Choose the changed workbook")):
            upload = self._upload(data)
            if not data:
                with self.assertRefused(words):
                    upload.action_check()
                continue
            upload.action_check()
            self.assertEqual(upload.state, "wrong")
            self.assertIn(words, upload.report)
            self.assertFalse(upload.marked_file)

    # ------------------------------------------------------------------
    # Long files
    # ------------------------------------------------------------------

    def _long(self, count, name):
        def change(book):
            page = book["Usługi"]
            for number in range(count):
                page.append([None, None, None, self.school.name, None, None, f"{name} {number}", None, "prosta"])
        return rewritten(self._download(), change)

    def _brought_in(self, name):
        return self.Service.search([("name", "like", f"{name} %"), ("partnership_id", "=", self.partnership.id)])

    def test_a_long_file_is_imported_in_the_background(self):
        upload = self._upload(self._long(410, "Pozycja"))
        upload.action_check()
        upload.action_import()
        self.assertEqual(upload.state, "queued")
        self.assertEqual(self.env["ir.cron.trigger"].search_count([
            ("cron_id", "=", self.env.ref("kooperacje.cron_basket_import").id),
        ]), 1)
        self.assertFalse(self._brought_in("Pozycja"))
        commits = []
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **kw: commits.append(kw or a)):
            self.env["kooperacje.basket.import"].with_context(ir_cron_progress_id=1)._cron_import()
        self.assertEqual(upload.state, "done")
        self.assertEqual(len(commits), 2, "once when it starts, once when all is in")
        services = self._brought_in("Pozycja")
        self.assertEqual((len(services), set(services.mapped("state"))), (410, {"verified"}))
        self.assertEqual(services.create_uid, self.piotr, "in the name and with the rights of who uploaded it")

    def test_a_job_of_someone_who_leads_no_longer_is_refused(self):
        upload = self._upload(self._long(410, "Pozycja"))
        upload.action_check()
        upload.action_import()
        self.piotr.role_assignment_ids.sudo().write({"revoked_on": self.today})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **kw: None), \
                self.assertLogs("odoo.addons.kooperacje.models.network.job", "ERROR"):
            self.env["kooperacje.basket.import"]._cron_import()
        self.assertEqual(upload.sudo().state, "failed")
        self.assertFalse(self._brought_in("Pozycja"))

    def test_whoever_imports_answers_for_it(self):
        """A colleague puts a file of her own into the import that Piotr began: it comes in by her rights and name."""
        paula = self._user("paula", self.ops, "network_worker")
        upload = self._upload(self._long(410, "Pozycja"))
        hers = upload.with_user(paula)
        with self.assertRefused("not changed by hand", AccessError):
            hers.imported_by_id = self.piotr
        hers.file = base64.b64encode(self._long(410, "Inne"))
        hers.action_check()
        hers.action_import()
        self.assertEqual(upload.imported_by_id, paula)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **kw: None):
            self.env["kooperacje.basket.import"]._cron_import()
        services = self._brought_in("Inne")
        self.assertEqual((upload.state, services.create_uid, services.change_ids.user_id), ("done", paula, paula))

    def test_queries_do_not_grow_with_the_rows(self):
        self._import(self._long(3, "Rozgrzewka"))
        counts = []
        for count in (10, 10, 90):
            upload = self._upload(self._long(count, f"Razem {count} i {len(counts)}"))
            counts.append((self._queries(upload.action_check), self._queries(upload.action_import)))
        self.assertEqual(counts[1], counts[2])

    # ------------------------------------------------------------------
    # The demo's part
    # ------------------------------------------------------------------

    def test_the_demo_plays_it(self):
        known = {"user_piotr": self.piotr, "user_maria": self.maria, "pzk_malkinia": self.partnership}
        Demo = type(self.env["kooperacje.demo"])
        with patch.object(Demo, "_ref", lambda demo, name: known[name].with_env(demo.env)):
            self.env["kooperacje.demo"]._load_exchange()
        uploads = self.env["kooperacje.basket.import"].search([("partnership_id", "=", self.partnership.id)])
        self.assertEqual(uploads.mapped("state"), ["done", "wrong"])
        self.assertTrue(self.partnership.hsds_published)
        self.assertIn(20, self.partnership.service_ids.mapped("capacity"))
