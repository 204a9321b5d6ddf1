using Ballast.Metadata.Tables;
using Ballast.Model.Documents;
using Ballast.Model.Keys;
using Ballast.Router.Data;
using Ballast.Router.Errors;
using Ballast.Router.Legacy;
using Ballast.Router.Requests;
using Ballast.Router.Validation;

namespace Ballast.Router.Operations;

/// <summary>Scan: every item of a table or index, or of one segment of it.</summary>
internal sealed class Scan(DataPlane data) : RangeOperation(data)
{
    public override string Name => "Scan";

    protected override LegacyMembers Known => LegacyMembers.OfScan;

    protected override void Constrain(DataRequest request, ref Violations violations)
    {
        Constraints.Range(ref violations, request.TotalSegments, "totalSegments", 1, Constraints.TotalSegmentsMax);
        Constraints.Range(ref violations, request.Segment, "segment", 0, Constraints.SegmentMax);
    }

    protected override ApiError? CheckMembers(DataRequest request)
    {
        if (request.Segment is null && request.TotalSegments is not null)
            return ApiErrors.Validation("The Segment parameter is required but was not present in the request when parameter TotalSegments is present");
        if (request.Segment is not null && request.TotalSegments is null)
            return ApiErrors.Validation("The TotalSegments parameter is required but was not present in the request when Segment parameter is present");
        if (request.Segment >= request.TotalSegments)
            return ApiErrors.Validation(
                $"The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: {request.Segment} is not less than TotalSegments: {request.TotalSegments}");
        return null;
    }

    protected override ApiError? FillRange(DataContext context, LocalIndex? index)
    {
        var request = context.Request;
        var space = index?.Space ?? KeySpace.Items;
        var rows = request.TotalSegments is { } total ? KeyRange.Segment(space, (int)request.Segment!.Value, (int)total) : KeyRange.OfSpace(space);
        var range = context.Range;
        range.Start.Write(rows.Start.Span);
        range.End.Write(rows.End.Span);
        if (!request.HasStartKey)
            return null;
        if (StartKeys.Encode(context.Table.Schema.Key, index, new DocumentView(request.StartKey.Written), range.Behind) is { } malformed)
            return malformed;
        return StartKeys.IsWithin(range)
            ? null
            : ApiErrors.Validation(
                $"The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: {request.TotalSegments} Segment: {request.Segment}");
    }
}
