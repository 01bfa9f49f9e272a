import type { MetricSeries } from '@vtasker/backstage-plugin-service-manager-common';
import { emptyValues, Grid } from './grid';

export type Values = MetricSeries['values'];

/** NaN and infinities are nothing that was measured. */
export function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** What is missing in one does not make the sum smaller where it is not. */
export function sumValues(grid: Grid, all: Values[]): Values {
  const sum = emptyValues(grid);
  for (const values of all) {
    for (let i = 0; i < sum.length; i++) {
      const value = values[i];
      if (value !== null && value !== undefined) sum[i] = (sum[i] ?? 0) + value;
    }
  }
  return sum;
}

export function hasValue(values: Values): boolean {
  return values.some(value => value !== null);
}

/** Of small curves, so that an answer about thousands stays small. */
export function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toPrecision(digits));
}
