import { LokiEndpoint, LokiLine, LokiPod } from '../loki';

const INTERVAL_MILLIS = 200;
const MAX_LINES_A_PUSH = 5_000;

/** Sends lines to Loki in batches, as an agent on a node does: what fails is sent again. */
export class LineShipper {
  private readonly loki: LokiEndpoint;
  private readonly pod: LokiPod;
  private readonly tenant: string | undefined;
  private readonly timer: NodeJS.Timeout;
  private waiting: LokiLine[] = [];
  private sending: Promise<void> | undefined;

  constructor(
    loki: LokiEndpoint,
    pod: LokiPod,
    options: { tenant?: string; intervalMillis?: number } = {},
  ) {
    this.loki = loki;
    this.pod = pod;
    this.tenant = options.tenant;
    this.timer = setInterval(
      () => this.send().catch(() => {}),
      options.intervalMillis ?? INTERVAL_MILLIS,
    );
    this.timer.unref();
  }

  add(line: LokiLine): void {
    this.waiting.push(line);
  }

  /** Resolves when everything that was added before is in Loki; rejects when Loki refuses. */
  async flush(): Promise<void> {
    await this.sending?.catch(() => {});
    while (this.waiting.length > 0) {
      await this.send();
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private send(): Promise<void> {
    this.sending ??= this.sendBatch().finally(() => {
      this.sending = undefined;
    });
    return this.sending;
  }

  private async sendBatch(): Promise<void> {
    const batch = this.waiting.slice(0, MAX_LINES_A_PUSH);
    if (batch.length > 0) {
      // Loki keeps a line that comes twice with the same time only once, so that sending again is safe.
      await this.loki.pushPod(this.pod, batch, { tenant: this.tenant });
      this.waiting = this.waiting.slice(batch.length);
    }
  }
}
