import type { OperationRecord, StopRecord } from '../operations';

export interface OperationRow {
  id: string;
  entity_ref: string;
  verb: string;
  actor: string;
  phase: string;
  outcome: string | null;
  created_at: string;
  document: string;
  watch_until: string | null;
  cancel_requested_by: string | null;
  cancel_on_behalf_of: string | null;
  undone_by: string | null;
  lease_owner: string | null;
  lease_until: string | null;
  fencing_token: number;
}

export interface MemoryRow {
  workload_id: string;
  entity_ref: string;
  operation_id: string;
  until: string | null;
  document: string;
}

/** The columns that a follower writes; others' columns are left alone. */
export function followerColumns(
  record: OperationRecord,
): Pick<OperationRow, 'phase' | 'outcome' | 'document' | 'watch_until'> {
  const { undoneBy, cancelRequestedBy, cancelOnBehalfOf, ...document } = record;
  return {
    phase: record.phase,
    outcome: record.outcome ?? null,
    document: JSON.stringify(document),
    watch_until: record.watchUntil ?? null,
  };
}

export function toRecord(row: OperationRow): OperationRecord {
  return {
    ...JSON.parse(row.document),
    undoneBy: row.undone_by ?? undefined,
    cancelRequestedBy: row.cancel_requested_by ?? undefined,
    cancelOnBehalfOf: row.cancel_on_behalf_of
      ? JSON.parse(row.cancel_on_behalf_of)
      : undefined,
  };
}

export function memoryRow(memory: StopRecord): MemoryRow {
  return {
    workload_id: memory.workload.id,
    entity_ref: memory.entityRef,
    operation_id: memory.operationId,
    until: memory.until ?? null,
    document: JSON.stringify(memory),
  };
}

export function toMemory(row: MemoryRow): StopRecord {
  return { ...JSON.parse(row.document), until: row.until ?? undefined };
}
