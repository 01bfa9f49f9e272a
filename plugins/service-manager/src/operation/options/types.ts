import type { Service } from '@vtasker/backstage-plugin-service-manager-common';
import type { Draft } from '../draft';
import type { FieldProblem } from './fieldProblem';

/** What the options of every verb get. */
export interface OptionsProps {
  service: Service;
  draft: Draft;
  onChange(change: Partial<Draft>): void;
  problem?: FieldProblem;
}
