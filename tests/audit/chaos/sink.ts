import { breakFile, type FileFault } from './file.ts'
import { breakThread, mendThread, type ThreadFault } from './worker.ts'

export type Fault = ThreadFault | FileFault

const threadFaults: readonly string[] = [
  'hung',
  'mute',
  'slow',
  'late',
  'killed',
  'killed after the next write',
] satisfies ThreadFault[]

/** Under these no intent can be recorded; of the others it depends on what is written when. */
export const certain: readonly Fault[] = [
  'hung',
  'mute',
  'late',
  'killed',
  'full at the record',
  'full at the end',
  'locked',
  'read-only',
]
export const faults: readonly Fault[] = [
  ...certain,
  'slow',
  'killed after the next write',
  'full at the budget',
  'full at the intake',
  'full at the checkpoint',
  'full at the probe',
]

const isOfThread = (fault: Fault): fault is ThreadFault => threadFaults.includes(fault)

/** One fault at a time in the audit of one gateway. */
export const createSink = (file: string) => {
  let mendLast = (): void => undefined
  return {
    mend(): void {
      mendLast()
      mendLast = () => undefined
    },
    /** Mends what was broken before. */
    break(fault: Fault): void {
      this.mend()
      if (isOfThread(fault)) {
        breakThread(file, fault)
        mendLast = () => mendThread(file)
      } else mendLast = breakFile(file, fault)
    },
  }
}
