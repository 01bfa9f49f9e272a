import { ServiceManagerError } from '../errors';
import type { ClusterAccess } from './cluster/ClusterAccess';
import { objectPath } from './cluster/places';
import { refusal } from './cluster/rejections';
import { overrider, watchedFields, writersAt } from './follow/overrides';
import { isWritten } from './pure/fields';
import type { OperationRecord } from './types';

/**
 * An undo takes back what the operation did. Where somebody has changed the
 * same fields since, it would take back their work instead.
 */
export async function checkUndo(
  access: ClusterAccess,
  record: OperationRecord,
): Promise<void> {
  for (const { workload } of record.targets) {
    const name = `${workload.kind}/${workload.name}`;
    const writes = record.writes.filter(write => write.object === name);
    const fields = watchedFields(writes);
    let object: any;
    try {
      object = await access.get(
        workload.cluster,
        objectPath(workload.kind, workload.namespace, workload.name),
      );
    } catch (error) {
      throw refusal(error, { cluster: workload.cluster, object: name });
    }
    if (!object || isWritten(fields, object)) continue;
    throw new ServiceManagerError(
      409,
      'NOT_UNDOABLE',
      `It cannot be undone. ${overrider(object, fields, {
        writers: writersAt(writes),
      })} changed ${name} since.`,
      { nextStep: 'Ask for the state that you want with a new operation.' },
    );
  }
}
