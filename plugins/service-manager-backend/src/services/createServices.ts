import { cancelOperation } from './cancelOperation';
import { createOperation } from './createOperation';
import { getOperation } from './getOperation';
import { getService } from './getService';
import { listClusters } from './listClusters';
import { listOperations } from './listOperations';
import { listRevisions } from './listRevisions';
import { listServices } from './listServices';
import { previewOperation } from './previewOperation';
import type { Services, ServicesContext } from './types';
import { undoOperation } from './undoOperation';

/** Gives the methods what they work with. */
export function createServices(context: ServicesContext): Services {
  return {
    cancelOperation: call => cancelOperation(context, call),
    createOperation: call => createOperation(context, call),
    getOperation: call => getOperation(context, call),
    getService: call => getService(context, call),
    listClusters: call => listClusters(context, call),
    listOperations: call => listOperations(context, call),
    listRevisions: call => listRevisions(context, call),
    listServices: call => listServices(context, call),
    previewOperation: call => previewOperation(context, call),
    undoOperation: call => undoOperation(context, call),
  };
}
