import { deployment, type KubernetesEndpoint } from '@internal/testbed';

const NAMESPACES = ['faults-a', 'faults-b'];
const NAMES = ['web', 'api', 'db'];

/** Changes in a real cluster, the same ones for the same seed. */
export class RandomChanges {
  private readonly kubernetes: KubernetesEndpoint;
  private state: number;

  constructor(kubernetes: KubernetesEndpoint, seed: number) {
    this.kubernetes = kubernetes;
    this.state = seed;
  }

  async begin(): Promise<void> {
    for (const name of NAMESPACES) {
      await this.kubernetes.apply({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      });
    }
  }

  async some(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      await this.one();
    }
  }

  private async one(): Promise<void> {
    const namespace = this.pick(NAMESPACES);
    const name = this.pick(NAMES);
    switch (this.below(9)) {
      case 8:
        // Many at once, and so that the list does not grow without end.
        await this.kubernetes.client.request(
          'DELETE',
          `/api/v1/namespaces/${namespace}/events`,
        );
        break;
      case 0:
        await this.remove(
          `/apis/apps/v1/namespaces/${namespace}/deployments`,
          name,
        );
        break;
      case 1:
        await this.kubernetes.apply({
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name, namespace },
          spec: {
            minAvailable: this.below(3),
            selector: { matchLabels: { app: name } },
          },
        });
        break;
      case 2:
        await this.remove(
          `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`,
          name,
        );
        break;
      case 3:
        await this.kubernetes.apply({
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          metadata: { name, namespace },
          spec: {
            schedule: '0 0 1 1 *',
            suspend: this.below(2) === 0,
            jobTemplate: {
              spec: {
                template: {
                  spec: {
                    restartPolicy: 'Never',
                    containers: [{ name: 'main', image: 'example/job:1' }],
                  },
                },
              },
            },
          },
        });
        break;
      case 4:
        await this.kubernetes.apply({
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name, namespace },
          spec: {
            minReplicas: 1,
            maxReplicas: 3 + this.below(3),
            scaleTargetRef: {
              apiVersion: 'apps/v1',
              kind: 'Deployment',
              name: 'nobody',
            },
          },
        });
        break;
      default:
        await this.kubernetes.apply(
          deployment(name, {
            namespace,
            replicas: this.below(3),
            image: `example/main:1.0.${this.below(3)}`,
          }),
        );
    }
  }

  private async remove(path: string, name: string): Promise<void> {
    await this.kubernetes.client
      .request('DELETE', `${path}/${name}`)
      .catch(error => {
        if (error.status !== 404) {
          throw error;
        }
      });
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  private below(limit: number): number {
    // Park and Miller's generator: what matters is that it can be repeated.
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state % limit;
  }
}
