import { signal } from "../kit/model/signal.ts";
import {
  betweenFailures,
  closed,
  falseAlarms,
  recorded,
  returned,
  timeToAcknowledge,
  timeToDetect,
  timeToResolve,
} from "./kinds/anomaly-figure.ts";

// What the reports and the objectives of benevoclic.md sections 4 and 8 need to know of anomalies.

export const timeToDetect7d = signal("anomaly:time_to_detect:mean7d", timeToDetect("7d"));
export const timeToDetect30d = signal("anomaly:time_to_detect:mean30d", timeToDetect("30d"));
export const timeToDetect90d = signal("anomaly:time_to_detect:mean90d", timeToDetect("90d"));

export const timeToAcknowledge7d = signal("anomaly:time_to_acknowledge:mean7d", timeToAcknowledge("7d"));
export const timeToAcknowledge30d = signal("anomaly:time_to_acknowledge:mean30d", timeToAcknowledge("30d"));
export const timeToAcknowledge90d = signal("anomaly:time_to_acknowledge:mean90d", timeToAcknowledge("90d"));

export const timeToResolve7d = signal("anomaly:time_to_resolve:mean7d", timeToResolve("7d"));
export const timeToResolve30d = signal("anomaly:time_to_resolve:mean30d", timeToResolve("30d"));
export const timeToResolve90d = signal("anomaly:time_to_resolve:mean90d", timeToResolve("90d"));

export const recorded7d = signal("anomaly:recorded:increase7d", recorded("7d"));
export const recorded30d = signal("anomaly:recorded:increase30d", recorded("30d"));
export const recorded90d = signal("anomaly:recorded:increase90d", recorded("90d"));

export const closed7d = signal("anomaly:closed:increase7d", closed("7d"));
export const closed30d = signal("anomaly:closed:increase30d", closed("30d"));
export const closed90d = signal("anomaly:closed:increase90d", closed("90d"));

export const falseAlarms7d = signal("anomaly:false_alarms:ratio7d", falseAlarms("7d"));
export const falseAlarms30d = signal("anomaly:false_alarms:ratio30d", falseAlarms("30d"));
export const falseAlarms90d = signal("anomaly:false_alarms:ratio90d", falseAlarms("90d"));

export const betweenFailures7d = signal("anomaly:between_failures:seconds7d", betweenFailures("7d"));
export const betweenFailures30d = signal("anomaly:between_failures:seconds30d", betweenFailures("30d"));
export const betweenFailures90d = signal("anomaly:between_failures:seconds90d", betweenFailures("90d"));

export const returned7d = signal("anomaly:returned:ratio7d", returned("7d"));
export const returned30d = signal("anomaly:returned:ratio30d", returned("30d"));
export const returned90d = signal("anomaly:returned:ratio90d", returned("90d"));
