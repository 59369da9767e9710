import { useEffect } from "@odoo/owl";
import { areDatesEqual } from "@web/core/l10n/dates";
import { patch } from "@web/core/utils/patch";
import { DateTimeField } from "@web/views/fields/datetime/datetime_field";

const isOurs = (record) => record.resModel.startsWith("kooperacje.");

/**
 * A date that is typed is the date that is seen. Where the server answers to the change (an onchange), core's field
 * closes before the answer has come and goes on showing the date before, though the new one is in the record and is
 * saved.
 *
 * On our models only: a form of another application behaves as without us.
 */
patch(DateTimeField.prototype, {
    setup() {
        super.setup();
        if (!isOurs(this.props.record)) {
            return;
        }
        useEffect(
            () => {
                const value = this.getRecordValue();
                if (!this.picker.activeInput && !areDatesEqual(value, this.state.value)) {
                    this.state.value = value;
                }
            },
            () => [JSON.stringify(this.getRecordValue()), this.picker.activeInput]
        );
    },
});
