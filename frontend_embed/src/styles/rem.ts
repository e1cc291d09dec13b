/** The text with its rem multiplied. */
export function inRem(text: string, factor: number): string {
  return text.replace(
    /(\d*\.?\d+)rem\b/g,
    (_, size: string) => `${String(Number(size) * factor)}rem`,
  );
}
