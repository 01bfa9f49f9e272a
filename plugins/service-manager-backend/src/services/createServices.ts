import { applyPrometheusRules } from './applyPrometheusRules';
import { cancelOperation } from './cancelOperation';
import { createOperation } from './createOperation';
import { deleteAlertRule } from './deleteAlertRule';
import { downloadLogs } from './downloadLogs';
import { endSilence } from './endSilence';
import { getLogVolume } from './getLogVolume';
import { getMetrics } from './getMetrics';
import { getOperation } from './getOperation';
import { getService } from './getService';
import { listAlertCounts } from './listAlertCounts';
import { listAlerts } from './listAlerts';
import { listClusters } from './listClusters';
import { listIncidents } from './listIncidents';
import { listLogs } from './listLogs';
import { listLogSources } from './listLogSources';
import { listOperations } from './listOperations';
import { listPrometheusRules } from './listPrometheusRules';
import { listRevisions } from './listRevisions';
import { listServices } from './listServices';
import { listTrends } from './listTrends';
import { previewOperation } from './previewOperation';
import { queryMetrics } from './queryMetrics';
import { restoreAlertRule } from './restoreAlertRule';
import { restoreSilence } from './restoreSilence';
import { saveAlertRule } from './saveAlertRule';
import { silenceAlert } from './silenceAlert';
import { streamLogs } from './streamLogs';
import type { Services, ServicesContext, StreamServices } from './types';
import { undoOperation } from './undoOperation';

/** Gives the methods what they work with. */
export function createServices(context: ServicesContext): Services {
  return {
    applyPrometheusRules: call => applyPrometheusRules(context, call),
    cancelOperation: call => cancelOperation(context, call),
    createOperation: call => createOperation(context, call),
    deleteAlertRule: call => deleteAlertRule(context, call),
    endSilence: call => endSilence(context, call),
    getLogVolume: call => getLogVolume(context, call),
    getMetrics: call => getMetrics(context, call),
    getOperation: call => getOperation(context, call),
    getService: call => getService(context, call),
    listAlertCounts: call => listAlertCounts(context, call),
    listAlerts: call => listAlerts(context, call),
    listClusters: call => listClusters(context, call),
    listIncidents: call => listIncidents(context, call),
    listLogs: call => listLogs(context, call),
    listLogSources: call => listLogSources(context, call),
    listOperations: call => listOperations(context, call),
    listPrometheusRules: call => listPrometheusRules(context, call),
    listRevisions: call => listRevisions(context, call),
    listServices: call => listServices(context, call),
    listTrends: call => listTrends(context, call),
    previewOperation: call => previewOperation(context, call),
    queryMetrics: call => queryMetrics(context, call),
    restoreAlertRule: call => restoreAlertRule(context, call),
    restoreSilence: call => restoreSilence(context, call),
    saveAlertRule: call => saveAlertRule(context, call),
    silenceAlert: call => silenceAlert(context, call),
    undoOperation: call => undoOperation(context, call),
  };
}

/** The same for those that open a stream. */
export function createStreamServices(context: ServicesContext): StreamServices {
  return {
    downloadLogs: call => downloadLogs(context, call),
    streamLogs: call => streamLogs(context, call),
  };
}
