import { Component, onWillUnmount, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const CHANNEL = "kooperacje_basket_import";

/** How far an import in the background is; the form is read anew when it is over. */
export class ImportProgress extends Component {
    static template = "kooperacje.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.state = useState({ percent: 0 });
        this.bus = useService("bus_service");
        const onMessage = ({ id, percent }) => {
            if (id !== this.props.record.resId) {
                return;
            }
            this.state.percent = percent;
            if (percent >= 100) {
                // The last message is sent just before the work is committed.
                setTimeout(() => this.props.record.load(), 500);
            }
        };
        this.bus.subscribe(CHANNEL, onMessage);
        onWillUnmount(() => this.bus.unsubscribe(CHANNEL, onMessage));
    }
}

registry.category("view_widgets").add("kooperacje_import_progress", { component: ImportProgress });
