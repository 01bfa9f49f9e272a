import { join } from 'node:path';
import { stringify } from 'yaml';
import { LokiOptions } from './LokiEndpoint';

/** One process that is all of Loki, with its data in one folder. */
export function lokiYaml(
  folder: string,
  httpPort: number,
  grpcPort: number,
  options: Pick<LokiOptions, 'tenants' | 'limits' | 'config'>,
): string {
  const data = join(folder, 'data');
  const config: Record<string, unknown> = {
    auth_enabled: Boolean(options.tenants),
    analytics: { reporting_enabled: false },
    server: {
      http_listen_address: '127.0.0.1',
      http_listen_port: httpPort,
      grpc_listen_address: '127.0.0.1',
      grpc_listen_port: grpcPort,
      log_level: 'warn',
    },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: data,
      storage: {
        filesystem: {
          chunks_directory: join(data, 'chunks'),
          rules_directory: join(data, 'rules'),
        },
      },
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
    },
    ingester: {
      // For a ring of one there is nobody to wait for: ready at once, not after 15 seconds.
      lifecycler: { min_ready_duration: '0s', final_sleep: '0s' },
    },
    // By its address the scheduler is found at once; by its ring, only after ten seconds.
    query_scheduler: { use_scheduler_ring: false },
    frontend: { scheduler_address: `127.0.0.1:${grpcPort}` },
    frontend_worker: { scheduler_address: `127.0.0.1:${grpcPort}` },
    schema_config: {
      configs: [
        {
          from: '2020-10-24',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    limits_config: {
      // Tests push hours of the past, and bursts, at once.
      reject_old_samples: false,
      ingestion_rate_mb: 256,
      ingestion_burst_size_mb: 512,
      per_stream_rate_limit: '256MB',
      per_stream_rate_limit_burst: '512MB',
      ...options.limits,
    },
  };
  for (const [section, more] of Object.entries(options.config ?? {})) {
    config[section] = { ...(config[section] as object | undefined), ...more };
  }
  return stringify(config);
}
