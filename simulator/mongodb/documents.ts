/** The platform's documents as it stores them, quirks included: benevoclic.md section 3. Dates are text where the platform has text. */

export interface User {
  userId: string;
  email: string;
  role: "VOLUNTEER" | "ASSOCIATION" | "ADMIN";
  isOnline: boolean;
  disabled: boolean;
  isVerified: boolean;
  isCompleted?: boolean;
  /** Base64; megabytes, sometimes. */
  imageProfile?: string;
  lastConnection?: unknown;
  createdAt: unknown;
  updatedAt: Date;
}

/** Somebody in a list of an announcement or an association. */
export interface Registration {
  id: string;
  name: string;
  isPresent?: boolean;
  dateAdded?: unknown;
}

export interface Announcement {
  _id: string;
  associationId: string;
  associationName: string;
  nameEvent: string;
  description: string;
  datePublication: unknown;
  dateEvent: unknown;
  hoursEvent: string;
  status: "ACTIVE" | "INACTIVE" | "COMPLETED";
  isHidden?: boolean;
  maxParticipants: unknown;
  participants?: Registration[];
  nbParticipants?: number;
  maxVolunteers: unknown;
  volunteers?: Registration[];
  nbVolunteers?: number;
  volunteersWaiting?: Registration[];
}

export interface Association {
  associationId: string;
  associationName: string;
  type: string;
  city: string;
  postalCode: string;
  country: string;
  phone: string;
  bio: string;
  volunteers?: { volunteerId: string; volunteerName: string; dateAdded?: unknown }[];
  volunteersWaiting?: { volunteerId: string; volunteerName: string; dateAdded?: unknown }[];
}

export interface Ticket {
  type: "ANNOUNCEMENT" | "TECHNICAL" | "USER_FEEDBACK" | "OTHER";
  category: string;
  status: "PENDING" | "IN_PROGRESS" | "RESOLVED" | "REJECTED";
  priority: "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";
  createdAt: Date;
  updatedAt: Date;
  userId?: string;
  userEmail?: string;
  description: string;
}

export interface Favorite {
  volunteerId: string;
  announcementId: string;
}
