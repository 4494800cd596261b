import { inWords } from '../../lib/format.ts'

/** `credential.rotate` → `rotate credential` */
export function actionWords(action: string): string {
  const [thing = '', deed = ''] = action.split('.')
  return deed === '' ? inWords(thing) : `${inWords(deed)} ${inWords(thing)}`
}
