/** `npm run faults`: every operation under every fault, measured, printed, and written down. */
import { main } from './faultTable';

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
