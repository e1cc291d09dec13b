/** A moderator's decision as the author of what it is about reads it. */
export interface Decision {
  id: number;
  action: string;
  reason_text: string | null;
  text: string | null;
  may_appeal: boolean;
  appeal: { text: string; outcome: string | null; answer: string | null } | null;
}
